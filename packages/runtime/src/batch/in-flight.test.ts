import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { fromBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { Batch, ENVELOPE_BYTES, ROW_TAG } from "./batch.js";
import { type AckOutcome, InFlight } from "./in-flight.js";

/** A batch of one-byte rows, each with a tag and a length. */
function batchOf(firstOffset: number, rows: number): Batch {
  const bytes = new Uint8Array(ENVELOPE_BYTES + 3 * rows);
  for (let row = 0; row < rows; row++) {
    bytes.set([ROW_TAG, 1, (firstOffset + row) % 251], ENVELOPE_BYTES + 3 * row);
  }
  return new Batch(bytes, 0, bytes.length, firstOffset, rows);
}

/** The wire offset of a message, and its first row. */
function read(message: Uint8Array): { readonly wireOffset: number; readonly firstRow: number | undefined } {
  const { payload } = fromBinary(EphemeralStreamRequestSchema, message);
  if (payload.case === "ingestRecord" && payload.value.record.case === "protoEncodedRecord") {
    return { wireOffset: Number(payload.value.offsetId), firstRow: payload.value.record.value[0] };
  }
  if (payload.case === "ingestRecordBatch" && payload.value.batch.case === "protoEncodedBatch") {
    const [first] = payload.value.batch.value.records;
    return { wireOffset: Number(payload.value.offsetId), firstRow: first?.[0] };
  }
  return expect.unreachable(`a message that is ${payload.case}`);
}

/** The same queue as plainly as can be: an array of the unacked batches. */
class Model {
  unacked: Batch[] = [];
  sent = 0;
  acked = 0;

  ack(wireOffset: number): AckOutcome {
    if (wireOffset < this.acked) return { kind: "stale" };
    const count = wireOffset - this.acked + 1;
    if (count > this.sent) return { kind: "beyond" };
    const done = this.unacked.splice(0, count);
    this.sent -= count;
    this.acked += count;
    return {
      kind: "progress",
      lastOffset: done.at(-1)?.lastOffset ?? Number.NaN,
      rows: done.reduce((sum, { rows }) => sum + rows, 0),
      bytes: done.reduce((sum, { byteLength }) => sum + byteLength, 0),
    };
  }
}

type Step =
  | { readonly kind: "push" | "next"; readonly times: number }
  /** Relative to the next message that awaits its ack. */
  | { readonly kind: "ack"; readonly ahead: number }
  | { readonly kind: "rewind" };

// More than a thousand acked batches now and then: that is when the queue moves what is left.
const times = fc.oneof({ weight: 4, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.nat(1500) });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("push" as const, "next" as const), times }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("ack" as const), ahead: fc.integer({ min: -3, max: 1500 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("ack" as const), ahead: fc.integer({ min: -2, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "rewind" as const }) },
);

test("does what a plain array of unacked batches does", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40, size: "max" }), (steps) => {
      const inFlight = new InFlight();
      const model = new Model();
      let rows = 0;
      for (const step of steps) {
        switch (step.kind) {
          case "push":
            for (let time = 0; time < step.times; time++) {
              const batch = batchOf(rows, 1 + (time % 3));
              rows += batch.rows;
              inFlight.push(batch);
              model.unacked.push(batch);
            }
            break;
          case "next":
            for (let time = 0; time < step.times; time++) {
              const batch = model.unacked[model.sent];
              const message = inFlight.next();
              expect(message === undefined).toBe(batch === undefined);
              if (message === undefined || batch === undefined) break;
              const want = { wireOffset: model.acked + model.sent, firstRow: batch.firstOffset % 251 };
              expect(read(message)).toEqual(want);
              model.sent++;
            }
            break;
          case "ack": {
            const wireOffset = model.acked + step.ahead;
            expect(inFlight.ack(wireOffset)).toEqual(model.ack(wireOffset));
            break;
          }
          case "rewind":
            inFlight.rewind();
            model.sent = 0;
            model.acked = 0;
            break;
        }
        expect(inFlight.hasUnsent).toBe(model.sent < model.unacked.length);
        expect(inFlight.awaitsAck).toBe(model.sent > 0);
        const unacked = inFlight.unacked();
        expect(unacked.length).toBe(model.unacked.length);
        expect(unacked.every((batch, at) => batch === model.unacked[at])).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test("lets go of a batch as soon as it is acked", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const inFlight = new InFlight();
  const batches = Array.from({ length: 10 }, (_, offset) => {
    const batch = batchOf(offset, 1);
    inFlight.push(batch);
    inFlight.next();
    return new WeakRef(batch);
  });
  inFlight.ack(4);
  // A WeakRef keeps what it gave until the end of the turn that created it.
  await setImmediate();
  collectGarbage();
  expect(batches.map((batch) => batch.deref()?.firstOffset)).toEqual([
    ...Array.from({ length: 5 }, () => undefined),
    ...[5, 6, 7, 8, 9],
  ]);
  expect(inFlight.unacked()).toHaveLength(5);
});
