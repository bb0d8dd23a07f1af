import { describe, expect } from "vitest";
import { sent, test } from "./support/conversation.js";
import { ROWS, rowsFrom } from "./support/rows.js";

describe("close", () => {
  test("waits for the last ack, half-closes, and reads until the server ends the call", async ({
    server,
    open,
  }) => {
    const rows = open();
    const call = await sent(server, rows, 2);
    const closed = rows.close();
    call.ack(0);
    expect(call.log).not.toContain("half-close");
    call.ack(1);
    await call.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 2, unacked: [], error: undefined });
    expect(await call.isOver()).toBe("ended");
    expect(call.log).toEqual(["headers", "create", "record", "record", "half-close"]);
  });

  test("sends what was ingested just before, and takes no row after", async ({ server, open }) => {
    const rows = open();
    await sent(server, rows, 1);
    const [call] = server.calls;
    rows.ingest({ n: 1 });
    const closed = rows.close();
    expect(() => rows.ingest({ n: 2 })).toThrow("[closed]");
    await expect(rows.ingestAll([{ n: 2 }])).rejects.toMatchObject({ code: "closed" });
    expect(await call?.receivesRows(2)).toEqual([0, 1]);
    call?.ack(1);
    await call?.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 2, unacked: [] });
  });

  test("gives every caller the same report, however many there are", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    const closed = [rows.close(), rows.close(), rows.close()];
    call.ack(0);
    await call.finishesInTurn();
    const reports = await Promise.all([...closed, rows.close()]);
    expect(new Set(reports).size).toBe(1);
    expect(reports[0]).toMatchObject({ acked: 1, unacked: [], error: undefined });
  });

  test("leaves a server that does not end the call", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.ack(0);
    expect(await rows.close()).toMatchObject({ acked: 1, unacked: [], error: undefined });
    expect(await call.isOver()).toEqual({ reset: 8 });
  });

  test("is not troubled by an error that comes instead of a good end", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.ack(0);
    const closed = rows.close();
    await call.halfCloses();
    call.fail(13);
    expect(await closed).toMatchObject({ acked: 1, unacked: [], error: undefined });
    expect(server.calls).toHaveLength(1);
  });

  test("gives rows back that are not acked in time", async ({ server, open }) => {
    const rows = open({ flushTimeoutMs: 60 });
    const call = await sent(server, rows, 3);
    call.ack(0);
    const report = await rows.close();
    expect(report).toMatchObject({ acked: 1, error: { code: "timeout" } });
    expect(report.unacked).toEqual(rowsFrom(1, 2));
    expect(call.log).toContain("half-close");
  });

  test("counts acks that arrive after the half-close", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 2);
    const closed = rows.close({ signal: AbortSignal.abort() });
    await call.halfCloses();
    call.ack(0);
    call.finish();
    expect(await closed).toMatchObject({ acked: 1, unacked: [{ n: 1 }], error: { code: "aborted" } });
  });

  test("reports the cause and the rows when the server refuses the flush", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 2);
    const closed = rows.close();
    call.ack(0);
    call.fail(7, { message: "MODIFY was revoked" });
    await (await server.nextCall()).asksToCreate();
    server.calls[1]?.fail(7, { message: "MODIFY was revoked" });
    const report = await closed;
    expect(report).toMatchObject({ acked: 1, error: { code: "permission_denied" } });
    expect(report.unacked).toEqual([{ n: 1 }]);
    expect(report.error?.message).toContain("MODIFY was revoked");
    expect(() => rows.ingest({ n: 2 })).toThrow("MODIFY was revoked");
  });

  test("after a failure reports it, with the same rows every time", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const call = await sent(server, rows, 3);
    call.ack(1);
    call.fail(13, { message: "out of order" });
    await expect(rows.flush()).rejects.toMatchObject({ message: expect.stringContaining("out of order") });
    const report = await rows.close();
    expect(report.error?.message).toContain("out of order");
    expect(report).toMatchObject({ acked: 2, unacked: [{ n: 2 }] });
    expect(await rows.close()).toBe(report);
  });

  test("ends the pause before the next attempt", async ({ server, open }) => {
    const rows = open({ recoveryBackoffMs: 60_000 });
    const call = await sent(server, rows, 1);
    call.fail(14);
    await call.isOver();
    const report = await rows.close({ signal: AbortSignal.abort() });
    expect(report).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
    expect(server.calls).toHaveLength(1);
  });

  test("wakes whoever waits for an ack or for room", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 1 });
    const receipt = rows.ingest({ n: 0 });
    const ready = rows.ready();
    const waiting = Promise.allSettled([receipt, ready, rows.flush()]);
    const call = await server.nextStream();
    await call.receives(1);
    await rows.close({ signal: AbortSignal.abort() });
    const settled = await waiting;
    expect(settled.map((one) => (one.status === "rejected" ? one.reason.code : one.status))).toEqual([
      "closed",
      "closed",
      "closed",
    ]);
  });
});

describe("flush", () => {
  test("of nothing is done at once, before and after other rows", async ({ server, open }) => {
    const rows = open();
    await rows.flush();
    expect(server.connections).toBe(0);
    const call = await sent(server, rows, 1);
    call.ack(0);
    await rows.flush();
    await rows.flush();
  });

  test("covers the rows accepted before it, and no later ones", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 2);
    const flushed = rows.flush();
    rows.ingest({ n: 2 });
    await call.receives(3);
    call.ack(1);
    await flushed;
    expect(rows).toMatchObject({ accepted: 3, acked: 2 });
  });

  test("is over after its time, and the rows stay where they are", async ({ server, open }) => {
    const rows = open({ flushTimeoutMs: 100 });
    const call = await sent(server, rows, 1);
    await expect(rows.flush()).rejects.toMatchObject({ code: "timeout", retryable: true });
    call.ack(0);
    await rows.flush();
    expect(server.calls).toHaveLength(1);
  });

  test("is over with the caller's signal, before or after it is called", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    const abort = new AbortController();
    const flushed = rows.flush({ signal: abort.signal });
    abort.abort();
    await expect(flushed).rejects.toMatchObject({ code: "aborted" });
    await expect(rows.flush({ signal: abort.signal })).rejects.toMatchObject({ code: "aborted" });
    call.ack(0);
    await rows.flush();
  });

  test("after close tells what the rows came to", async ({ server, open }) => {
    const acked = open();
    const call = await sent(server, acked, 1);
    call.ack(0);
    const closed = acked.close();
    await call.finishesInTurn();
    await closed;
    await acked.flush();
    const lost = open();
    await sent(server, lost, 1);
    await lost.close({ signal: AbortSignal.abort() });
    await expect(lost.flush()).rejects.toMatchObject({ code: "closed" });
  });

  test("tells of a failure even when no row was ingested", async ({ server, open }) => {
    const rows = open();
    const opened = rows.open();
    (await server.nextCall()).fail(5);
    await expect(opened).rejects.toMatchObject({ code: "table_not_found" });
    await expect(rows.flush()).rejects.toMatchObject({ code: "table_not_found" });
  });
});

describe("a failed stream", () => {
  test("fails everybody who waits, with the server's words, and tells onError once", async ({
    server,
    open,
  }) => {
    const told: unknown[] = [];
    const rows = open({ maxInflightRequests: 5 }, { onError: (error) => told.push(error) });
    const waiting = Promise.allSettled([
      ...rowsFrom(0, 5).map((row) => rows.ingest(row)),
      rows.flush(),
      rows.ready(),
    ]);
    const call = await server.nextStream();
    await call.receivesRows(5);
    call.fail(3, { message: "not like this" });
    for (const one of await waiting) {
      expect(one).toMatchObject({ reason: { code: "invalid_argument", table: ROWS.name } });
    }
    await rows.close();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ message: expect.stringContaining("not like this") });
  });

  test("keeps the receipts that were acked good", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.ack(0);
    await rows.flush();
    call.fail(13);
    await call.isOver();
    await rows.close();
    expect(await receipt).toBe(0);
  });
});

test("a client's close ends every stream, then the connection", async ({ server, client }) => {
  const zerobus = client();
  const opened = zerobus.open(ROWS);
  const calls = [await server.nextStream()];
  await opened;
  calls.push(await sent(server, zerobus.tables.rows, 1));
  calls[1]?.ack(0);
  const closed = zerobus.close();
  for (const call of calls) await call.finishesInTurn();
  await closed;
  await expect(zerobus.open(ROWS)).rejects.toMatchObject({ code: "closed" });
  expect(() => zerobus.tables.rows.ingest({ n: 1 })).toThrow("[closed]");
});
