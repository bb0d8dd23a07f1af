import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { readRow } from "../row/read-row.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { lost, pass, streamContext, writeNumber } from "../testing/numbered-rows.js";
import { IngestStream } from "./ingest-stream.js";
import type { StreamOptions } from "./options.js";

const rejection = new ZerobusError("invalid_argument", "the server said: bad row");

let transport: InMemoryTransport;
/** What was handed over: the number in the row, and the error. */
let rejected: (readonly [number, ZerobusError])[];
let onRejected: (n: number, error: ZerobusError) => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
  rejected = [];
  onRejected = (n, error) => rejected.push([n, error]);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function streamOf(options: StreamOptions = {}): IngestStream {
  return new IngestStream(
    streamContext(transport, options, {
      onRejected: ({ bytes }, error) => onRejected(readRow(bytes, writeNumber).n, error),
    }),
  );
}

/** Plays a server that stores what it gets, and rejects messages with numbers that `isBad`. Returns what it stored. */
async function serve(isBad: (n: number) => boolean, done: () => boolean): Promise<readonly number[]> {
  const stored: number[] = [];
  for (let calls = 0; !done(); ) {
    expect(transport.calls.length).toBeLessThan(3_000);
    if (transport.calls.length > calls) {
      calls = transport.calls.length;
      transport.call.created();
    }
    await pass();
    const { call } = transport;
    const messages = call.rows(writeNumber).map((rows) => rows.map(({ n }) => n));
    const bad = messages.findIndex((rows) => rows.some(isBad));
    const good = bad < 0 ? messages.length : bad;
    if (good > 0) call.ack(good - 1);
    stored.push(
      ...messages
        .slice(0, good)
        .flat()
        .filter((n) => !stored.includes(n)),
    );
    if (bad >= 0) call.end(rejection);
    await pass(40);
  }
  return stored;
}

test("a rejected row is handed over, and every other row goes on, in order", async () => {
  const stream = streamOf();
  const receipts = Array.from({ length: 50 }, (_, n) => stream.whenAcked(stream.ingest({ n }, writeNumber)));
  const outcomes = Promise.allSettled(receipts);
  let flushed = false;
  void stream.flush().then(() => {
    flushed = true;
  });
  const stored = await serve(
    (n) => n === 13 || n === 49,
    () => flushed,
  );
  expect(stored).toEqual(Array.from({ length: 50 }, (_, n) => n).filter((n) => n !== 13 && n !== 49));
  expect(rejected).toEqual([
    [
      13,
      expect.objectContaining({
        code: "row_rejected",
        offset: 13,
        cause: expect.objectContaining({ code: "invalid_argument" }),
      }),
    ],
    [49, expect.objectContaining({ code: "row_rejected", offset: 49 })],
  ]);
  expect((await outcomes).map(({ status }) => status === "fulfilled")).toEqual(
    Array.from({ length: 50 }, (_, n) => n !== 13 && n !== 49),
  );
  await expect(stream.whenAcked(13)).rejects.toMatchObject({ code: "row_rejected", offset: 13 });
  expect(await stream.whenAcked(14)).toBe(14);
  expect(stream).toMatchObject({
    accepted: 50,
    acked: 48,
    rejected: 2,
    inflightRequests: 0,
    inflightBytes: 0,
  });
  const closed = stream.close();
  await pass(500);
  expect(await closed).toMatchObject({ acked: 48, rejected: 2, unacked: [], error: undefined });
});

test("rows ingested while the culprit is looked for keep their places", async () => {
  const stream = streamOf();
  for (let n = 0; n < 8; n++) stream.ingest({ n }, writeNumber);
  onRejected = (n, error) => {
    rejected.push([n, error]);
    stream.ingest({ n: 100 + n }, writeNumber);
  };
  const stored = await serve(
    (n) => n === 3,
    () => stream.acked === 8,
  );
  expect(stored).toEqual([0, 1, 2, 4, 5, 6, 7, 103]);
  expect(stream).toMatchObject({ accepted: 9, acked: 8, rejected: 1 });
});

test("rows ingested while the last suspects await their acks are sent when these have come", async () => {
  const stream = streamOf();
  for (let n = 0; n < 2; n++) stream.ingest({ n }, writeNumber);
  await pass();
  transport.call.created();
  await pass();
  transport.call.end(rejection);
  await pass(20);
  transport.call.created();
  await pass();
  stream.ingest({ n: 2 }, writeNumber);
  await pass();
  for (let message = 0; message < 2; message++) {
    transport.call.ack(message);
    await pass();
  }
  expect(transport.call.rows(writeNumber)).toEqual([[{ n: 0 }], [{ n: 1 }], [{ n: 2 }]]);
});

test("a connection lost in the middle changes nothing", async () => {
  const stream = streamOf();
  for (let n = 0; n < 8; n++) stream.ingest({ n }, writeNumber);
  await pass();
  transport.call.created();
  await pass();
  transport.call.end(rejection);
  await pass(20);
  transport.call.created();
  await pass();
  transport.call.end(lost);
  await pass(2_000);
  const stored = await serve(
    (n) => n === 6,
    () => stream.inflightRequests === 0,
  );
  expect(stored).toEqual([0, 1, 2, 3, 4, 5, 7]);
  expect(rejected.map(([n]) => n)).toEqual([6]);
});

test("what the handler throws ends the stream, and the row is unacked", async () => {
  const stream = streamOf();
  for (let n = 0; n < 4; n++) stream.ingest({ n }, writeNumber);
  onRejected = () => {
    throw new Error("no space for bad rows");
  };
  const failed = stream.flush().catch((error: unknown) => error);
  let error: unknown;
  void failed.then((value) => {
    error = value;
  });
  await serve(
    (n) => n === 1,
    () => error !== undefined,
  );
  expect(error).toMatchObject({
    code: "row_rejected",
    message: expect.stringContaining("a rejected row could not be handed over: no space for bad rows"),
  });
  const end = await stream.close();
  expect(end).toMatchObject({ acked: 1, rejected: 0, error });
  expect(
    end.unacked.flatMap((batch) => [...batch.records()]).map((row) => readRow(row, writeNumber).n),
  ).toEqual([1, 2, 3]);
});

test.each<[string, StreamOptions, number]>([
  ["maxRejectedRows", { maxRejectedRows: 3 }, 3],
  ["a hundred in a row", {}, 100],
])("a server that rejects every row ends the stream after %s", async (_, options, most) => {
  const stream = streamOf(options);
  for (let n = 0; n < 120; n++) stream.ingest({ n }, writeNumber);
  let error: unknown;
  stream.flush().catch((failure: unknown) => {
    error = failure;
  });
  await serve(
    () => true,
    () => error !== undefined,
  );
  expect(rejected.map(([n]) => n)).toEqual(Array.from({ length: most }, (_, n) => n));
  expect(error).toMatchObject({
    code: "row_rejected",
    message: expect.stringContaining(`rejects row after row: ${most} so far`),
  });
  expect(stream).toMatchObject({ accepted: 120, acked: 0, rejected: most, inflightRequests: 120 - most });
});

test("a row acked in between shows that it is not all rows", async () => {
  const stream = streamOf({ maxRejectedRows: 200 });
  for (let n = 0; n < 240; n++) stream.ingest({ n }, writeNumber);
  await serve(
    (n) => n % 2 === 0,
    () => stream.inflightRequests === 0,
  );
  expect(stream).toMatchObject({ acked: 120, rejected: 120 });
});
