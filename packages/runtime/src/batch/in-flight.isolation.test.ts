import { fromBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { Batch, ENVELOPE_BYTES, ROW_TAG } from "./batch.js";
import { InFlight } from "./in-flight.js";

/** A batch of rows whose two bytes are their offset. */
function batchOf(firstOffset: number, rows: number): Batch {
  const bytes = new Uint8Array(ENVELOPE_BYTES + 4 * rows);
  for (let row = 0; row < rows; row++) {
    const offset = firstOffset + row;
    bytes.set([ROW_TAG, 2, offset >> 8, offset & 0xff], ENVELOPE_BYTES + 4 * row);
  }
  return new Batch(bytes, 0, bytes.length, firstOffset, rows);
}

function offsetOf(row: Uint8Array): number {
  return ((row[0] ?? 0) << 8) | (row[1] ?? 0);
}

/** The offsets of the rows in a message. */
function read(message: Uint8Array): readonly number[] {
  const { payload } = fromBinary(EphemeralStreamRequestSchema, message);
  if (payload.case === "ingestRecord" && payload.value.record.case === "protoEncodedRecord") {
    return [offsetOf(payload.value.record.value)];
  }
  if (payload.case === "ingestRecordBatch" && payload.value.batch.case === "protoEncodedBatch") {
    return payload.value.batch.value.records.map(offsetOf);
  }
  return expect.unreachable(`a message that is ${payload.case}`);
}

/**
 * A server that rejects messages with certain rows, and acks the messages before them, or as many as it gets to.
 * `windows` says how many messages it lets the client send before it answers, `lags` how many acks it still owes when
 * it rejects one; both are used over and over.
 */
interface Server {
  readonly poison: ReadonlySet<number>;
  readonly windows: readonly number[];
  readonly lags: readonly number[];
}

interface Outcome {
  readonly stored: readonly number[];
  readonly rejected: readonly number[];
  readonly rejections: number;
}

/** Sends everything, isolating what is rejected, until nothing is unacked. */
function deliver(inFlight: InFlight, { poison, windows, lags }: Server): Outcome {
  const stored: number[] = [];
  const rejected: number[] = [];
  let rejections = 0;
  let turn = 0;
  while (inFlight.unacked().length > 0) {
    expect(turn).toBeLessThan(20_000);
    inFlight.rewind();
    let next = 0;
    let bad = -1;
    const messages: (readonly number[])[] = [];
    while (bad < 0) {
      const window = windows[turn % windows.length] ?? 1;
      const before = messages.length;
      for (let sent = 0; sent < window; sent++) {
        const message = inFlight.next();
        if (message === undefined) break;
        messages.push(read(message));
      }
      bad = messages.findIndex((rows, at) => at >= next && rows.some((row) => poison.has(row)));
      const lag = bad < 0 ? 0 : (lags[turn % lags.length] ?? 0);
      turn++;
      const good = Math.max((bad < 0 ? messages.length : bad) - lag, next);
      if (good > next) {
        expect(inFlight.ack(good - 1).kind).toBe("progress");
        stored.push(...messages.slice(next, good).flat());
        next = good;
      }
      if (bad < 0 && messages.length === before) break;
    }
    if (bad < 0) break;
    rejections++;
    const culprit = inFlight.narrow();
    if (culprit !== undefined) {
      expect(culprit.rows).toBe(1);
      rejected.push(culprit.firstOffset);
      expect(inFlight.drop()).toBe(culprit);
    }
  }
  return { stored, rejected, rejections };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
const several = (max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 5 });

test("finds exactly the rows that the server rejects, and delivers all others once and in order", () => {
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.nat(1_200), { maxLength: 6 }),
      several(40),
      several(5),
      (rows, bad, windows, lags) => {
        const inFlight = new InFlight();
        let total = 0;
        for (const count of rows) {
          inFlight.push(batchOf(total, count));
          total += count;
        }
        const poison = new Set(bad.filter((offset) => offset < total));
        const all = Array.from({ length: total }, (_, offset) => offset);
        const { stored, rejected, rejections } = deliver(inFlight, { poison, windows, lags });
        expect(rejected).toEqual([...poison].sort((a, b) => a - b));
        expect(stored).toEqual(all.filter((offset) => !poison.has(offset)));
        // Each rejection halves what is suspected: first messages, then the rows of one.
        const halvings = Math.ceil(Math.log2(rows.length + 1)) + Math.ceil(Math.log2(40)) + 4;
        expect(rejections).toBeLessThanOrEqual(poison.size * halvings);
      },
    ),
  );
});

test("suspects nothing when nothing was sent", () => {
  const inFlight = new InFlight();
  inFlight.push(batchOf(0, 3));
  expect(inFlight.narrow()).toBeUndefined();
  expect(inFlight.maySend).toBe(true);
  expect(inFlight.unacked()).toHaveLength(1);
});

test("has half as much in flight as was suspect, until all of it is acked", () => {
  const inFlight = new InFlight();
  for (let row = 0; row < 20; row++) inFlight.push(batchOf(row, 1));
  for (let row = 0; row < 6; row++) inFlight.next();
  expect(inFlight.narrow()).toBeUndefined();
  const send = (): number => {
    let sent = 0;
    while (inFlight.next() !== undefined) sent++;
    return sent;
  };
  expect(send()).toBe(3);
  expect(inFlight.maySend).toBe(false);
  inFlight.ack(1);
  expect(send()).toBe(2);
  inFlight.ack(4);
  expect(send()).toBe(3);
  inFlight.ack(5);
  expect(send()).toBe(12);
});

test("the halves of a batch have memory of their own, and hold its rows", () => {
  const whole = batchOf(7, 5);
  whole.message(0);
  const [first, second] = whole.split();
  expect([first.firstOffset, first.rows, second.firstOffset, second.rows]).toEqual([7, 2, 9, 3]);
  expect(first.byteLength + second.byteLength).toBe(whole.byteLength);
  const messages = [first, second].map((batch) => batch.message(1_000_000));
  expect(messages.map(read)).toEqual([
    [7, 8],
    [9, 10, 11],
  ]);
});
