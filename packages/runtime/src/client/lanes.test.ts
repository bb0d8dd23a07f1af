import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BackpressureError, ZerobusError } from "../errors.js";
import { type InMemoryCall, InMemoryTransport } from "../testing/in-memory-transport.js";
import { type NumberedRow, pass, Rows, sharedBy, writeNumber } from "../testing/numbered-rows.js";
import { openTable, type TableOptions } from "./open-table.js";
import type { TableStream } from "./table-stream.js";

let transport: InMemoryTransport;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A stream of four lanes that the server has created: call n is lane n. Rows go to the lane of their remainder. */
async function fourLanes(options: TableOptions<NumberedRow> = {}): Promise<TableStream<NumberedRow>> {
  const all = { lanes: 4, laneKey: ({ n }: NumberedRow) => KEYS[n % 4] ?? "", ...options };
  const stream = openTable(Rows, sharedBy(transport), all, () => {});
  void stream.open();
  await pass();
  for (const call of transport.calls) call.created();
  await pass();
  return stream;
}

/** Keys of the lanes 0 to 3. */
const KEYS = ["a", "b", "c", "d"];

function received(call: InMemoryCall | undefined): readonly number[] {
  return (
    call
      ?.rows(writeNumber)
      .flat()
      .map(({ n }) => n) ?? []
  );
}

test("rows with the same key go through the same lane, in order", async () => {
  // Not one after the other, as lanes without keys would take them.
  const stream = await fourLanes({ laneKey: ({ n }) => KEYS[Math.floor(n / 3)] ?? "" });
  await stream.ingestAll(Array.from({ length: 12 }, (_, n) => ({ n })));
  await pass();
  expect(transport.calls.map(received)).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
    [9, 10, 11],
  ]);
});

test("a key may be text, a number or a bigint", async () => {
  const stream = await fourLanes({ laneKey: ({ n }) => (n % 2 === 0 ? 17 : 17n) });
  for (let n = 0; n < 6; n++) stream.ingest({ n });
  await pass();
  expect(transport.calls.map(received).filter((rows) => rows.length > 0)).toEqual([[0, 1, 2, 3, 4, 5]]);
});

test("without a key a row goes where the fewest are in flight, so that a lone row opens one lane only", async () => {
  const stream = openTable(Rows, sharedBy(transport), { lanes: 4 }, () => {});
  for (let n = 0; n < 3; n++) {
    expect(stream.ingest({ n }).offset).toBe(4 * n);
    await pass();
    if (n === 0) transport.call.created();
    await pass();
    transport.call.ack(n);
  }
  expect(transport.calls).toHaveLength(1);
  for (let n = 3; n < 11; n++) stream.ingest({ n });
  await pass();
  for (const call of transport.calls.slice(1)) call.created();
  await pass();
  expect(transport.calls.map((call) => received(call).length)).toEqual([5, 2, 2, 2]);
});

test("every row has an offset of its own, and its receipt waits for its own lane", async () => {
  const stream = await fourLanes();
  const receipts = Array.from({ length: 8 }, (_, n) => stream.ingest({ n }));
  expect(receipts.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const done: number[] = [];
  for (const receipt of receipts) void receipt.then((offset) => done.push(offset));
  await pass();
  transport.calls[2]?.ack(0);
  await pass();
  expect(done).toEqual([2, 6]);
  expect(stream).toMatchObject({ accepted: 8, acked: 2 });
});

test("the window is one, and there is room when any lane has made some", async () => {
  const stream = await fourLanes({ maxInflightRequests: 5 });
  for (let n = 0; n < 5; n++) stream.ingest({ n });
  expect(stream.isFull).toBe(true);
  expect(() => stream.ingest({ n: 5 })).toThrow(BackpressureError);
  let ready = false;
  void stream.ready().then(() => {
    ready = true;
  });
  await pass();
  expect(ready).toBe(false);
  transport.calls[3]?.ack(0);
  await pass();
  expect([ready, stream.isFull]).toEqual([true, false]);
});

test("who waits for room hears when a lane gives up", async () => {
  const stream = await fourLanes({ maxInflightRequests: 5 });
  for (let n = 0; n < 5; n++) stream.ingest({ n });
  const ready = expect(stream.ready()).rejects.toMatchObject({ code: "table_not_found" });
  await pass();
  transport.calls[1]?.end(new ZerobusError("table_not_found", "gone"));
  await ready;
});

test("acks are told with offsets that name the lane", async () => {
  const acked: number[] = [];
  const stream = await fourLanes({ onAck: (offset) => acked.push(offset) });
  for (let n = 0; n < 8; n++) stream.ingest({ n });
  await pass();
  transport.calls[1]?.ack(0);
  transport.calls[3]?.ack(0);
  await pass();
  expect(acked).toEqual([5, 7]);
});

describe("one flush, one report", () => {
  test("cover the rows of all lanes", async () => {
    const stream = await fourLanes();
    for (let n = 0; n < 4; n++) stream.ingest({ n });
    let flushed = false;
    void stream.flush().then(() => {
      flushed = true;
    });
    await pass();
    for (const call of transport.calls.slice(1)) call.ack(0);
    await pass();
    expect(flushed).toBe(false);
    transport.calls[0]?.ack(0);
    await pass();
    expect(flushed).toBe(true);
    const report = stream.close();
    await pass();
    for (const call of transport.calls) call.end();
    expect(await report).toMatchObject({ acked: 4, unacked: [], error: undefined });
  });

  test("give back what any lane could not deliver, when one has failed", async () => {
    const stream = await fourLanes();
    for (let n = 0; n < 8; n++) stream.ingest({ n });
    const flushed = stream.flush().catch((error: unknown) => error);
    await pass();
    const gone = new ZerobusError("table_not_found", "gone");
    transport.calls[1]?.end(gone);
    await pass();
    expect(() => stream.ingest({ n: 8 })).toThrow(expect.objectContaining({ code: "table_not_found" }));
    await expect(stream.ready()).rejects.toMatchObject({ code: "table_not_found" });
    for (const lane of [0, 2, 3]) transport.calls[lane]?.ack(0);
    expect(await flushed).toMatchObject({ code: "table_not_found" });
    const report = stream.close();
    await pass(500);
    expect(await report).toMatchObject({
      acked: 6,
      unacked: [{ n: 1 }, { n: 5 }],
      error: { code: "table_not_found" },
    });
  });
});

test("a row that a lane rejects is named by the offset of its receipt", async () => {
  const rejected: (readonly [NumberedRow, number | undefined])[] = [];
  const stream = await fourLanes({ onRejected: (row, { offset }) => rejected.push([row, offset]) });
  const receipt = stream.ingest({ n: 3 });
  await pass();
  transport.calls[3]?.end(new ZerobusError("invalid_argument", "bad row"));
  expect(rejected).toEqual([[{ n: 3 }, 3]]);
  await expect(receipt).rejects.toMatchObject({ code: "row_rejected", offset: receipt.offset });
});

test("one signal may end the waits of all lanes, which is no leak of listeners", async () => {
  const warnings: unknown[] = [];
  const onWarning = (warning: Error): unknown => warnings.push(warning);
  process.on("warning", onWarning);
  const stream = openTable(Rows, sharedBy(transport), { lanes: 16 }, () => {});
  for (let n = 0; n < 16; n++) stream.ingest({ n });
  const abort = new AbortController();
  const flushed = stream.flush({ signal: abort.signal }).catch(() => "aborted");
  const closed = stream.close({ signal: abort.signal });
  abort.abort();
  await pass(500);
  expect([await flushed, (await closed).unacked.length, warnings]).toEqual(["aborted", 16, []]);
  process.off("warning", onWarning);
});

test("nothing is waited for, and nothing taken, once close has begun", async () => {
  const stream = openTable(Rows, sharedBy(transport), { lanes: 2 }, () => {});
  const closed = stream.close();
  await expect(stream.ready()).rejects.toMatchObject({ code: "closed" });
  expect(() => stream.ingest({ n: 0 })).toThrow(expect.objectContaining({ code: "closed" }));
  await closed;
});
