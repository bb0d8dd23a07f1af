import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { readRow } from "../row/read-row.js";
import type { StreamOptions } from "../stream/options.js";
import { defineTable } from "../table/define-table.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { lost, pass, sharedBy, TABLE } from "../testing/numbered-rows.js";
import { openTable } from "./open-table.js";
import type { CloseReport, TableStream } from "./table-stream.js";

interface Order {
  readonly id: bigint;
  readonly total: string;
  readonly body: Uint8Array;
  readonly items: readonly { readonly sku: string }[];
  readonly attrs?: ReadonlyMap<string, string> | null | undefined;
}

function writeOrder(w: RowWriter, row: Order): void {
  w.bigint(1, "id", row.id);
  w.decimal(2, "total", row.total, 18, 2);
  w.binary(3, "body", row.body);
  w.list("items", row.items, (list, index, item) =>
    list.struct(4, index, item, (struct, { sku }) => struct.string(1, "sku", sku)),
  );
  if (row.attrs != null) {
    w.map(5, "attrs", row.attrs, (map, key, value) => {
      map.string(1, key, key);
      map.string(2, key, value);
    });
  }
}

const Orders = defineTable({
  name: TABLE,
  fingerprint: "sha256:0",
  descriptor: "",
  write: writeOrder,
});

/** An order in the form in which it comes back. */
const order = (id: number): Order => ({
  id: BigInt(id),
  total: `${id + 1}.5`,
  body: Uint8Array.of(id),
  items: [{ sku: `sku ${id}` }, { sku: "" }],
  attrs: new Map([["colour", "red"]]),
});

function orders(first: number, end: number): readonly Order[] {
  return Array.from({ length: end - first }, (_, at) => order(first + at));
}

let transport: InMemoryTransport;
let closed: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
  closed = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
  // Whatever became of the stream, it leaves no timer behind.
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const nothingLeft: CloseReport<Order> = {
  acked: 0,
  rejected: 0,
  spooled: 0,
  unacked: [],
  unackedRecords: [],
  error: undefined,
};

function streamOf(options: StreamOptions = {}): TableStream<Order> {
  return openTable(Orders, sharedBy(transport), options, () => closed++);
}

/** A stream with orders sent, a message each; those before `acked` are acked. */
async function streamWith(
  count: number,
  acked: number,
  options: StreamOptions = {},
): Promise<TableStream<Order>> {
  const stream = streamOf(options);
  void stream.open();
  await pass();
  transport.call.created();
  await pass();
  for (const row of orders(0, count)) {
    stream.ingest(row);
    await pass();
  }
  if (acked > 0) transport.call.ack(acked - 1);
  return stream;
}

describe("close", () => {
  test("waits for the last acks, then ends the call", async () => {
    const stream = await streamWith(3, 1);
    const report = stream.close();
    await pass(10_000);
    expect(transport.call.isHalfClosed).toBe(false);
    transport.call.ack(2);
    await pass();
    expect(transport.call.isHalfClosed).toBe(true);
    transport.call.end();
    expect(await report).toEqual({ ...nothingLeft, acked: 3 });
    expect(closed).toBe(1);
  });

  test("waits no longer than half a second for the server to end the call", async () => {
    const stream = await streamWith(1, 1);
    const report = stream.close();
    await pass(500);
    expect(await report).toMatchObject({ acked: 1 });
    expect(transport.call.isCancelled).toBe(true);
  });

  test("sends what has only just been ingested", async () => {
    const stream = await streamWith(0, 0);
    stream.ingest(order(0));
    const report = stream.close();
    await pass();
    transport.call.ack(0);
    await pass();
    transport.call.end();
    expect(await report).toMatchObject({ acked: 1, unacked: [] });
  });

  test("of a stream without rows connects nowhere", async () => {
    expect(await streamOf().close()).toEqual(nothingLeft);
    expect(transport.calls).toEqual([]);
  });

  test("gives one and the same report however often it is called", async () => {
    const stream = await streamWith(1, 1);
    const reports = [stream.close(), stream.close({ signal: AbortSignal.abort() })];
    transport.call.end();
    await pass(500);
    const [first, second] = await Promise.all(reports);
    expect(first).toBe(second);
    expect(await stream.close()).toBe(first);
    expect(closed).toBe(1);
  });

  test("takes no more rows from the call on", async () => {
    const stream = await streamWith(1, 1);
    const report = stream.close();
    expect(() => stream.ingest(order(1))).toThrow(expect.objectContaining({ code: "closed" }));
    await expect(stream.ready()).rejects.toMatchObject({ code: "closed" });
    await pass(500);
    expect(await report).toMatchObject({ acked: 1, unacked: [] });
    expect(() => stream.ingest(order(1))).toThrow(expect.objectContaining({ code: "closed" }));
    await expect(stream.open()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("close gives back, as rows, what is not acked", () => {
  test("when the budget of attempts is used up", async () => {
    const stream = await streamWith(4, 1, { recoveryRetries: 1, recoveryBackoffMs: 0 });
    const flushed = stream.flush().catch((error: unknown) => error);
    transport.call.end(lost);
    await pass();
    stream.ingest(order(4));
    transport.call.end(lost);
    expect(await flushed).toMatchObject({ code: "recovery_exhausted", cause: lost });
    expect(await stream.close()).toMatchObject({ acked: 1, unacked: orders(1, 5), error: await flushed });
  });

  test("as records too, which are the same rows on the wire, every time it is asked", async () => {
    const stream = await streamWith(3, 1, { recovery: false });
    transport.call.end(lost);
    for (const report of [await stream.close(), await stream.close()]) {
      expect(report.unacked).toEqual(orders(1, 3));
      expect(report.unackedRecords.map((record) => readRow(record, writeOrder))).toEqual(orders(1, 3));
    }
  });

  test("ready to be ingested into another stream", async () => {
    const failed = await streamWith(3, 1, { recovery: false });
    transport.call.end(lost);
    const { unacked } = await failed.close();
    const stream = streamOf();
    await stream.ingestAll(unacked);
    await pass();
    transport.call.created();
    await pass();
    expect(transport.call.rows(writeOrder).flat()).toEqual(orders(1, 3));
    transport.call.ack(0);
    const closed = stream.close();
    await pass(500);
    expect(await closed).toMatchObject({ acked: 2 });
  });

  test("when its time to flush is over", async () => {
    const stream = await streamWith(3, 1, { flushTimeoutMs: 1_000 });
    const report = stream.close();
    await pass(1_500);
    expect(await report).toMatchObject({
      acked: 1,
      unacked: orders(1, 3),
      error: expect.objectContaining({ code: "timeout" }),
    });
  });

  test("when the owner will wait no longer, here while the stream is between two connections", async () => {
    const stream = await streamWith(3, 1);
    transport.call.end(lost);
    const abort = new AbortController();
    const report = stream.close({ signal: abort.signal });
    await pass(1_000);
    abort.abort();
    expect(await report).toMatchObject({ acked: 1, unacked: orders(1, 3), error: { code: "aborted" } });
    await pass(60_000);
    expect(transport.calls).toHaveLength(1);
  });

  test("when somebody closes it again who will wait no longer than that", async () => {
    const stream = await streamWith(3, 1);
    const patient = stream.close();
    await pass(1_000);
    const impatient = stream.close({ signal: AbortSignal.abort() });
    await pass(500);
    expect(await impatient).toMatchObject({ acked: 1, unacked: orders(1, 3), error: { code: "aborted" } });
    expect(await impatient).toBe(await patient);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["before it has connected", () => Promise.resolve()],
    ["while it connects", () => pass()],
  ])("when it is closed %s", async (_, wait) => {
    const stream = streamOf();
    stream.ingest(order(0));
    await wait();
    const report = await stream.close({ signal: AbortSignal.abort() });
    expect(report).toMatchObject({ acked: 0, unacked: [order(0)], error: { code: "aborted" } });
    expect(transport.calls.every(({ isCancelled }) => isCancelled)).toBe(true);
  });

  test("but not what is acked while the call ends", async () => {
    const stream = await streamWith(3, 1);
    const report = stream.close({ signal: AbortSignal.abort() });
    await pass();
    expect(transport.call.isHalfClosed).toBe(true);
    transport.call.ack(1);
    transport.call.end();
    expect(await report).toMatchObject({ acked: 2, unacked: orders(2, 3), error: { code: "aborted" } });
  });

  test("ready to be ingested again", async () => {
    const stream = await streamWith(3, 0);
    const { unacked } = await Promise.all([stream.close({ signal: AbortSignal.abort() }), pass(500)]).then(
      ([report]) => report,
    );
    const second = await streamWith(0, 0);
    await second.ingestAll(unacked);
    await pass();
    expect(transport.call.rows(writeOrder)).toEqual([orders(0, 3)]);
    await Promise.all([second.close({ signal: AbortSignal.abort() }), pass(500)]);
  });
});

describe("disposing", () => {
  test("is closing, when every row is acked", async () => {
    const stream = await streamWith(1, 1);
    await Promise.all([stream[Symbol.asyncDispose](), pass(500)]);
    expect(closed).toBe(1);
  });

  test("rejects when rows are unacked, since nobody else would hear of them", async () => {
    const stream = await streamWith(3, 1, { recovery: false });
    transport.call.end(lost);
    const error: unknown = await stream[Symbol.asyncDispose]().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable", table: Orders.name, cause: lost });
    expect(error).toMatchObject({ message: expect.stringContaining("closed with 2 unacked rows") });
    expect((await stream.close()).unacked).toEqual(orders(1, 3));
  });
});
