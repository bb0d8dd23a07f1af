import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { BackpressureError } from "../errors.js";
import { RowError } from "../row/row-error.js";
import type { StreamOptions } from "../stream/options.js";
import { defineTable } from "../table/define-table.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { lost, pass, sharedBy, TABLE } from "../testing/numbered-rows.js";
import { openTable } from "./open-table.js";
import type { TableStream } from "./table-stream.js";

interface Order {
  readonly id: bigint;
  readonly total: string;
  readonly placedAt?: bigint | null | undefined;
  readonly tags?: readonly string[] | null | undefined;
  readonly attrs?: ReadonlyMap<string, string> | null | undefined;
}

function writeOrder(w: RowWriter, row: Order): void {
  w.bigint(1, "id", row.id);
  w.decimal(2, "total", row.total, 18, 2);
  if (row.placedAt != null) w.timestamp(3, "placedAt", row.placedAt);
  if (row.tags != null) w.list("tags", row.tags, (to, index, tag) => to.string(4, index, tag));
  if (row.attrs != null) {
    w.map(5, "attrs", row.attrs, (to, key, value) => {
      to.string(1, key, key);
      to.string(2, key, value);
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
  placedAt: BigInt(id) * 1_000n,
  tags: ["a", "b"],
  attrs: new Map([["colour", "red"]]),
});

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
  vi.useRealTimers();
});

function streamOf(options: StreamOptions = {}): TableStream<Order> {
  return openTable(Orders, sharedBy(transport), options, () => closed++);
}

/** A stream with the orders 0, 1, … sent, a message each, and none acked. */
async function streamWith(count: number, options: StreamOptions = {}): Promise<TableStream<Order>> {
  const stream = streamOf(options);
  void stream.open();
  await pass();
  transport.call.created();
  await pass();
  for (let id = 0; id < count; id++) {
    stream.ingest(order(id));
    await pass();
  }
  return stream;
}

function orders(first: number, end: number): readonly Order[] {
  return Array.from({ length: end - first }, (_, at) => order(first + at));
}

/** The ids of the rows that all calls have received, in order. */
function receivedIds(): readonly bigint[] {
  return transport.calls.flatMap((call) => call.rows(writeOrder).flatMap((rows) => rows.map(({ id }) => id)));
}

describe("ingest", () => {
  test("gives the row's offset at once, and its durability when awaited", async () => {
    const stream = await streamWith(0);
    const receipts = [stream.ingest(order(0)), stream.ingest(order(1))];
    expect(receipts.map(({ offset }) => offset)).toEqual([0, 1]);
    await pass();
    transport.call.ack(0);
    expect(await Promise.all(receipts)).toEqual([0, 1]);
    expect(await receipts[1]).toBe(1);
  });

  test("throws for a row that does not fit, and queues nothing of it", async () => {
    const stream = await streamWith(1);
    expect(() => stream.ingest({ ...order(1), total: "1.005" })).toThrow(RowError);
    expect(stream.accepted).toBe(1);
    expect(stream.ingest(order(1)).offset).toBe(1);
  });

  test("passes on what the row's own code throws, and queues nothing of it", async () => {
    const stream = await streamWith(1);
    const row = {
      ...order(1),
      get total(): string {
        throw new RangeError("mine");
      },
    };
    expect(() => stream.ingest(row)).toThrow(new RangeError("mine"));
    expect(stream.ingest(order(1)).offset).toBe(1);
    await pass();
    expect(receivedIds()).toEqual([0n, 1n]);
  });

  test("throws when the window is full, and says how full", async () => {
    const stream = await streamWith(2, { maxInflightRequests: 2 });
    expect(stream.isFull).toBe(true);
    expect(() => stream.ingest(order(2))).toThrow(BackpressureError);
    expect(() => stream.ingest(order(2))).toThrow(expect.objectContaining({ inflightRequests: 2 }));
    expect(stream.accepted).toBe(2);
  });
});

describe("ingestAll", () => {
  test.each<[string, (rows: readonly Order[]) => Iterable<Order> | AsyncIterable<Order>]>([
    ["an array", (rows) => rows],
    [
      "an async generator",
      async function* (rows) {
        yield* rows;
      },
    ],
  ])("takes every row of %s, waiting for room", async (_, source) => {
    const stream = await streamWith(0, { maxInflightRequests: 3 });
    let total: number | undefined;
    void stream.ingestAll(source(orders(0, 10))).then((count) => {
      total = count;
    });
    for (let acked = 0; stream.accepted < 10 && acked < 20; acked++) {
      await pass();
      expect(stream.accepted - stream.acked).toBeLessThanOrEqual(3);
      transport.call.ack(transport.call.received.length - 1);
    }
    await pass();
    expect(total).toBe(10);
    expect(receivedIds()).toEqual(orders(0, 10).map(({ id }) => id));
  });

  test("stops at a row that does not fit, keeps those before it, and closes the source", async () => {
    const stream = await streamWith(0);
    let isClosed = false;
    function* source(): Generator<Order> {
      try {
        yield order(0);
        yield { ...order(1), total: "x" };
        yield order(2);
      } finally {
        isClosed = true;
      }
    }
    await expect(stream.ingestAll(source())).rejects.toThrow(RowError);
    expect([stream.accepted, isClosed]).toEqual([1, true]);
  });

  test("lets other work go on", async () => {
    vi.useRealTimers();
    let isDone = false;
    const ingested = streamOf()
      .ingestAll(orders(0, 10_000))
      .finally(() => {
        isDone = true;
      });
    let turns = 0;
    for (; !isDone; turns++) await setImmediate();
    expect(await ingested).toBe(10_000);
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  test("ends when its signal fires while it waits for room, or when the stream fails", async () => {
    const stream = await streamWith(0, { maxInflightRequests: 1, recovery: false });
    const abort = new AbortController();
    const aborted = stream.ingestAll(orders(0, 3), { signal: abort.signal }).catch((error: unknown) => error);
    await pass();
    abort.abort();
    expect(await aborted).toMatchObject({ code: "aborted" });
    const failed = stream.ingestAll(orders(3, 5)).catch((error: unknown) => error);
    await pass();
    transport.call.end(lost);
    expect(await failed).toBe(lost);
  });
});

describe("flush", () => {
  test("rejects when its time is over; the rows stay, and may still become durable", async () => {
    const stream = await streamWith(1, { flushTimeoutMs: 1_000 });
    const flushed = stream.flush().catch((error: unknown) => error);
    await pass(1_000);
    expect(await flushed).toMatchObject({
      code: "timeout",
      message: expect.stringContaining("main.shop.orders"),
    });
    const again = stream.flush();
    transport.call.ack(0);
    await again;
    expect(stream.acked).toBe(1);
  });

  test("covers the rows before it, and no others", async () => {
    const stream = await streamWith(1);
    const flushed = stream.flush();
    stream.ingest(order(1));
    transport.call.ack(0);
    await flushed;
    expect(stream.acked).toBe(1);
  });

  test("of nothing is done at once, and connects nowhere", async () => {
    await streamOf().flush();
    expect(transport.calls).toEqual([]);
  });
});
