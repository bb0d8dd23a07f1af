import { BackpressureError } from "@zerobus-gen/runtime";
import { MAX_REQUEST_BYTES, MAX_ROW_BYTES } from "@zerobus-gen/runtime/protocol";
import { describe, expect, vi } from "vitest";
import { sent, test } from "./support/conversation.js";
import { type Row, rowsFrom } from "./support/rows.js";

/** A row that is exactly so long when it is encoded, or as near as its length prefix lets it be. */
function rowOf(n: number, bytes: number): Row {
  const number = 2;
  const tagAndLength = 1 + Math.ceil(Math.log2(bytes + 1) / 7);
  return { n, text: "x".repeat(bytes - number - tagAndLength) };
}

describe("the window", () => {
  test("refuses a row when it is full of rows, and an ack opens it", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 3 });
    const call = await sent(server, rows, 3);
    expect(rows.isFull).toBe(true);
    expect(() => rows.ingest({ n: 3 })).toThrow(BackpressureError);
    const ready = rows.ready();
    call.ack(0);
    await ready;
    expect(rows.ingest({ n: 3 }).offset).toBe(3);
    expect(rows.isFull).toBe(true);
    expect(await call.receivesRows(4)).toEqual([0, 1, 2, 3]);
  });

  test("refuses a row when it is full of bytes, and an ack opens it", async ({ server, open }) => {
    const rows = open({ maxInflightBytes: 1024 });
    rows.ingest(rowOf(0, 1000));
    rows.ingest(rowOf(1, 1000));
    expect(() => rows.ingest({ n: 2 })).toThrow(BackpressureError);
    const call = await server.nextStream();
    await call.receivesRows(2);
    call.ack(call.messages.length - 1);
    await rows.ready();
    rows.ingest({ n: 2 });
    expect(await call.receivesRows(3)).toEqual([0, 1, 2]);
  });

  test("counts rows without content too", async ({ server, open }) => {
    const rows = open({ maxInflightBytes: 100 });
    let taken = 0;
    while (!rows.isFull) rows.ingest({ n: taken++ });
    expect(taken).toBeLessThan(100);
    await server.nextStream();
  });

  test("makes a source wait, so that no row is lost and none comes too early", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 10 });
    const ingested = rows.ingestAll(rowsFrom(0, 35));
    const call = await server.nextStream();
    for (const count of [10, 20, 30]) {
      expect(await call.receivesRows(count)).toHaveLength(count);
      expect(rows.accepted).toBe(count);
      call.ack(call.messages.length - 1);
    }
    expect(await ingested).toBe(35);
    expect(await call.receivesRows(35)).toEqual(rowsFrom(0, 35).map(({ n }) => n));
  });

  test("lets several sources by turns, and each gets all of its rows through", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 4 });
    const ingested = Promise.all([rows.ingestAll(rowsFrom(0, 20)), rows.ingestAll(rowsFrom(100, 20))]);
    const call = await server.nextStream();
    let acked = 0;
    while (acked < 40) {
      await call.receivesRows(acked + 1);
      acked = call.rows.length;
      call.ack(call.messages.length - 1);
    }
    expect(await ingested).toEqual([20, 20]);
    expect(call.rows.filter((n) => n < 100)).toEqual(rowsFrom(0, 20).map(({ n }) => n));
    expect(call.rows.filter((n) => n >= 100)).toEqual(rowsFrom(100, 20).map(({ n }) => n));
  });

  test("stays full across a broken connection, and its rows are counted once", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 3 });
    const call = await sent(server, rows, 3);
    call.fail(14);
    const next = await server.nextStream();
    await next.receivesRows(3);
    expect(rows.isFull).toBe(true);
    next.ack(next.messages.length - 1);
    await rows.ready();
    for (const row of rowsFrom(3, 3)) rows.ingest(row);
    expect(rows.isFull).toBe(true);
  });

  test("lets a waiting source go when the stream fails, or its signal fires", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 1, recovery: false });
    const abort = new AbortController();
    const call = await sent(server, rows, 1);
    const waiting = rows.ready({ signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "aborted" });
    const ingested = rows.ingestAll(rowsFrom(1, 5));
    call.fail(13);
    await expect(ingested).rejects.toMatchObject({ code: "unavailable" });
    expect(rows.accepted).toBe(1);
  });
});

describe("a server that stops reading", () => {
  test("is sent no more than the connection holds, and everything once it reads on", async ({
    server,
    open,
  }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.stopReading();
    const large = Array.from({ length: 40 }, (_, at) => rowOf(at + 1, 100_000));
    for (const row of large) {
      rows.ingest(row);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(rows.accepted).toBe(41);
    expect(call.rows.length).toBeLessThan(20);
    call.readOn();
    expect(await call.receivesRows(41)).toEqual(rowsFrom(0, 41).map(({ n }) => n));
    call.ack(call.messages.length - 1);
    await rows.flush();
  });

  test("is heard all the same: acks, signals and errors", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const call = await sent(server, rows, 1);
    call.stopReading();
    for (let n = 1; n < 10; n++) rows.ingest(rowOf(n, 200_000));
    call.ack(0);
    await vi.waitFor(() => expect(rows.acked).toBe(1), { interval: 1 });
    call.fail(8, { message: "too much at once" });
    await expect(rows.flush()).rejects.toMatchObject({
      message: expect.stringContaining("too much at once"),
    });
    expect((await rows.close()).unacked).toHaveLength(9);
  });

  test("is left for want of acks, and the rows go elsewhere", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 600 });
    const call = await sent(server, rows, 1);
    call.stopReading();
    for (let n = 1; n < 5; n++) rows.ingest(rowOf(n, 200_000));
    expect(await call.isOver()).toEqual({ reset: 8 });
    const next = await server.nextStream();
    expect(await next.receivesRows(5)).toEqual([0, 1, 2, 3, 4]);
    next.ack(next.messages.length - 1);
    await rows.flush();
  });

  test("does not keep close from ending", async ({ server, open }) => {
    const rows = open({ flushTimeoutMs: 60 });
    const call = await sent(server, rows, 1);
    call.stopReading();
    for (let n = 1; n < 5; n++) rows.ingest(rowOf(n, 200_000));
    const report = await rows.close();
    expect(report.unacked.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("a request", () => {
  test("carries a row as large as it may be itself, and none that is a byte larger", async ({
    server,
    open,
  }) => {
    expect(MAX_ROW_BYTES).toBe(10_420_160);
    const rows = open();
    expect(() => rows.ingest(rowOf(0, MAX_ROW_BYTES + 1))).toThrow("[invalid_row]");
    expect(rows.ingest(rowOf(0, MAX_ROW_BYTES)).offset).toBe(0);
    const call = await server.nextStream();
    const [message] = await call.receives(1);
    expect(message?.rows[0]?.length).toBe(MAX_ROW_BYTES);
    call.ack(0);
    await rows.flush();
  });

  test("is split before it is too large, however many rows one turn brings", async ({ server, open }) => {
    const rows = open();
    for (let n = 0; n < 30; n++) rows.ingest(rowOf(n, 500_000));
    const call = await server.nextStream();
    expect(await call.receivesRows(30)).toEqual(rowsFrom(0, 30).map(({ n }) => n));
    for (const { rows } of call.messages) {
      expect(rows.reduce((sum, row) => sum + row.length, 0)).toBeLessThan(MAX_REQUEST_BYTES);
    }
    call.ack(call.messages.length - 1);
    await rows.flush();
  });
});
