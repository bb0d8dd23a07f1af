import { describe, expect, vi } from "vitest";
import { sent, test } from "./support/conversation.js";
import { rowsFrom } from "./support/rows.js";
import type { ScriptedCall } from "./support/scripted-call.js";
import type { ScriptedServer } from "./support/scripted-server.js";

/** Whatever breaks a connection. */
const BREAKS: readonly (readonly [string, (call: ScriptedCall, server: ScriptedServer) => void])[] = [
  ["an error", (call) => call.fail(14)],
  ["a clean end", (call) => call.finish()],
  ["a cancellation by the server", (call) => call.fail(1)],
  ["a reset call", (call) => call.reset(2)],
  ["a refused call", (call) => call.reset(7)],
  ["a reset call that is no error", (call) => call.reset(0)],
  ["a cut connection", (_, server) => server.cut()],
];

describe("after a connection is broken by", () => {
  test.for(BREAKS)(
    "%s, every unacked row is sent again, and none that was acked",
    async ([, breakIt], { server, open }) => {
      const rows = open();
      const call = server.nextStream();
      const receipts = [];
      for (const row of rowsFrom(0, 5)) {
        receipts.push(rows.ingest(row));
        await (await call).receives(row.n + 1);
      }
      (await call).ack(1);
      await receipts[1];
      breakIt(await call, server);
      const next = await server.nextStream();
      expect(await next.receivesRows(3)).toEqual([2, 3, 4]);
      expect(next.messages.map(({ offset }) => offset)).toEqual([...next.messages.keys()]);
      next.ack(next.messages.length - 1);
      expect(await Promise.all(receipts)).toEqual([0, 1, 2, 3, 4]);
      expect(rows.acked).toBe(5);
    },
  );
});

describe("the rows sent again", () => {
  test("keep their batches, their bytes and their receipts, and have offsets from 0", async ({
    server,
    open,
  }) => {
    const rows = open();
    const receipts = [rows.ingest({ n: 0, text: "alone" })];
    const call = await server.nextStream();
    await call.receives(1);
    for (const { n } of rowsFrom(1, 3)) receipts.push(rows.ingest({ n, text: `of three: ${n}` }));
    await call.receives(2);
    receipts.push(rows.ingest({ n: 4 }));
    await call.receives(3);
    call.ack(0);
    await receipts[0];
    call.fail(14);
    const next = await server.nextStream();
    await next.receives(2);
    expect(next.messages.map(({ kind, offset }) => [kind, offset])).toEqual([
      ["batch", 0],
      ["record", 1],
    ]);
    expect(next.messages.map(({ rows }) => rows)).toEqual(call.messages.slice(1).map(({ rows }) => rows));
    next.ack(0);
    expect(await receipts[3]).toBe(3);
    expect(rows.acked).toBe(4);
    next.ack(1);
    expect(await Promise.all(receipts)).toEqual([0, 1, 2, 3, 4]);
  });

  test("come before those that were ingested meanwhile", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.fail(14);
    const next = await server.nextCall();
    await next.asksToCreate();
    rows.ingest({ n: 1 });
    await next.creates();
    expect(await next.receivesRows(2)).toEqual([0, 1]);
    next.ack(next.messages.length - 1);
    await rows.flush();
  });

  test("are acked by the connection that they went over last, not by one before it", async ({
    server,
    open,
  }) => {
    const rows = open();
    const call = await sent(server, rows, 3);
    call.ack(0);
    await vi.waitFor(() => expect(rows.acked).toBe(1), { interval: 1 });
    call.fail(14);
    const next = await server.nextStream();
    await next.receives(2);
    // The same number as before, but the message is another one.
    next.ack(0);
    await vi.waitFor(() => expect(rows.acked).toBe(2), { interval: 1 });
    next.ack(1);
    await rows.flush();
    expect(next.rows).toEqual([1, 2]);
  });

  test("arrive after many broken connections, as long as each one acks something", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 1 });
    const receipts = rowsFrom(0, 6).map((row) => ({ row, receipt: undefined as unknown }));
    const first = server.nextStream();
    for (const entry of receipts) {
      entry.receipt = rows.ingest(entry.row);
      await (await first).receives(entry.row.n + 1);
    }
    let call = await first;
    for (let acked = 1; acked < 6; acked++) {
      call.ack(0);
      await vi.waitFor(() => expect(rows.acked).toBe(acked), { interval: 1 });
      call.fail(13);
      call = await server.nextStream();
      expect(await call.receivesRows(6 - acked)).toEqual(rowsFrom(acked, 6 - acked).map(({ n }) => n));
    }
    call.ack(0);
    await rows.flush();
    expect(await Promise.all(receipts.map(({ receipt }) => receipt))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("the budget", () => {
  test("ends a server that creates streams and ends them at once", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 3 });
    rows.ingest({ n: 0 });
    for (let attempt = 0; attempt < 4; attempt++) {
      const call = await server.nextStream();
      await call.receives(1);
      call.finish();
    }
    await expect(rows.flush()).rejects.toMatchObject({
      code: "recovery_exhausted",
      retryable: false,
      cause: { code: "unavailable" },
    });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
    expect(server.calls).toHaveLength(4);
  });

  test("of no retries gives up on the first failure", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0 });
    rows.ingest({ n: 0 });
    (await server.nextCall()).fail(14);
    await expect(rows.flush()).rejects.toMatchObject({ code: "recovery_exhausted" });
    await rows.close();
    expect(server.calls).toHaveLength(1);
  });

  test("is not renewed by a connection alone, nor by a second row", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 1 });
    const call = await sent(server, rows, 1);
    rows.ingest({ n: 1 });
    await call.receives(2);
    call.fail(14);
    const next = await server.nextStream();
    await next.receivesRows(2);
    next.fail(14);
    await expect(rows.flush()).rejects.toMatchObject({ code: "recovery_exhausted" });
  });

  test("is time as well for a stream that has been open, and attempts alone for one that never was", async ({
    server,
    open,
  }) => {
    const rows = open();
    (await sent(server, rows, 1)).fail(14);
    for (let attempt = 0; attempt < 6; attempt++) (await server.nextCall()).fail(14);
    const call = await server.nextStream();
    expect(await call.receivesRows(1)).toEqual([0]);
    call.ack(0);
    await rows.flush();
    const opened = open().open();
    for (let attempt = 0; attempt < 5; attempt++) (await server.nextCall()).fail(14);
    await expect(opened).rejects.toMatchObject({ code: "recovery_exhausted" });
    expect(server.calls).toHaveLength(13);
  });

  test("of so many retries is no time at all, for a stream that has been open too", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 1 });
    (await sent(server, rows, 1)).fail(14);
    (await server.nextCall()).fail(14);
    await expect(rows.flush()).rejects.toMatchObject({ code: "recovery_exhausted" });
    expect(server.calls).toHaveLength(2);
  });

  test("of time is over at the first failure behind it, once the retries are used", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 1, recoveryBudgetMs: 1 });
    (await sent(server, rows, 1)).fail(14);
    (await server.nextCall()).fail(14);
    await expect(rows.flush()).rejects.toMatchObject({ code: "recovery_exhausted" });
  });

  test("is used by connections that cannot be made, and the rows come back", async ({ server, open }) => {
    server.refuse(true);
    const rows = open({ recoveryRetries: 1 });
    rows.ingest({ n: 0 });
    await expect(rows.flush()).rejects.toMatchObject({ code: "recovery_exhausted" });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
    expect(server.calls).toEqual([]);
  });

  test("lasts until the server is back", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 1000 });
    await sent(server, rows, 1);
    server.refuse(true);
    server.cut();
    const before = server.connections;
    await vi.waitFor(() => expect(server.connections).toBeGreaterThan(before), {
      interval: 5,
      timeout: 5_000,
    });
    server.refuse(false);
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    next.ack(0);
    await rows.flush();
  });
});

describe("without recovery", () => {
  test("a failure is final: what was acked stays so, the rest comes back in order", async ({
    server,
    open,
  }) => {
    const rows = open({ recovery: false });
    const call = server.nextStream();
    const receipts = [];
    for (const row of rowsFrom(0, 4)) {
      receipts.push(rows.ingest(row));
      await (await call).receives(row.n + 1);
    }
    receipts.push(...rowsFrom(4, 6).map((row) => rows.ingest(row)));
    await (await call).receivesRows(10);
    (await call).ack(1);
    await receipts[1];
    (await call).fail(13, { message: "receiver error" });
    const settled = await Promise.allSettled(receipts);
    expect(settled.map(({ status }) => status)).toEqual([
      ...Array(2).fill("fulfilled"),
      ...Array(8).fill("rejected"),
    ]);
    expect(() => rows.ingest({ n: 10 })).toThrow("receiver error");
    const report = await rows.close();
    expect(report).toMatchObject({ acked: 2, error: { code: "unavailable" } });
    expect(report.unacked).toEqual(rowsFrom(2, 8));
    expect(server.calls).toHaveLength(1);
  });

  test("the rows that come back can be ingested into another stream", async ({ server, open, client }) => {
    const rows = open({ recovery: false });
    for (const row of rowsFrom(0, 4)) rows.ingest(row);
    const call = await server.nextStream();
    await call.receivesRows(4);
    call.fail(13);
    const { unacked } = await rows.close();
    const other = client().tables.rows;
    expect(await other.ingestAll(unacked)).toBe(4);
    const next = await server.nextStream();
    expect(await next.receivesRows(4)).toEqual([0, 1, 2, 3]);
    next.ack(next.messages.length - 1);
    await other.flush();
    expect(await other.close()).toMatchObject({ acked: 4, unacked: [], error: undefined });
  });
});
