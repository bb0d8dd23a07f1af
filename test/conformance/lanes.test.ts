import { BackpressureError, type TableStream } from "@zerobus-gen/runtime";
import { describe, expect } from "vitest";
import { type ClientOptions, test } from "./support/conversation.js";
import { type Row, rowsFrom } from "./support/rows.js";
import type { ScriptedCall } from "./support/scripted-call.js";
import type { ScriptedServer } from "./support/scripted-server.js";

/** Keys of the lanes 0, 1 and 2. Row n goes to lane n modulo 3. */
const KEYS = ["g", "a", "c"];
const byNumber: ClientOptions = { streams: { rows: { lanes: 3, laneKey: ({ n }) => KEYS[n % 3] ?? "" } } };

/** The call of each lane, in the order of the lanes, once one row of each has arrived: row n on call n. */
async function opened(server: ScriptedServer, rows: TableStream<Row>): Promise<readonly ScriptedCall[]> {
  for (const row of rowsFrom(0, 3)) rows.ingest(row);
  const calls = [await server.nextStream(), await server.nextStream(), await server.nextStream()];
  for (const call of calls) await call.receives(1);
  return calls.sort((one, other) => (one.rows[0] ?? 0) - (other.rows[0] ?? 0));
}

function at(calls: readonly ScriptedCall[], lane: number): ScriptedCall {
  return calls[lane] ?? expect.fail(`no lane ${lane}`);
}

describe("lanes", () => {
  test("are streams of their own on one connection, each with the same request", async ({ server, open }) => {
    const rows = open({}, byNumber);
    const calls = await opened(server, rows);
    expect(server.connections).toBe(1);
    const [first, ...others] = await Promise.all(calls.map((call) => call.asksToCreate()));
    for (const other of others) expect(other).toEqual(first);
    for (const row of rowsFrom(3, 6)) rows.ingest(row);
    for (const [lane, call] of calls.entries()) {
      expect(await call.receivesRows(3)).toEqual([lane, lane + 3, lane + 6]);
      expect(call.messages.map(({ offset }) => offset)).toEqual([...call.messages.keys()]);
    }
  });

  test("without a key open one after the other, as rows come", async ({ server, open }) => {
    const rows = open({ lanes: 3 });
    const receipts = rowsFrom(0, 4).map((row) => rows.ingest(row));
    const calls = [await server.nextStream(), await server.nextStream(), await server.nextStream()];
    const counts = await Promise.all(calls.map(async (call) => (await call.receives(1)).length));
    expect(counts).toEqual([1, 1, 1]);
    expect(calls.flatMap(({ rows }) => rows).sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(receipts.map(({ offset }) => offset)).size).toBe(4);
    for (const call of calls) call.ack(0);
    await rows.flush();
  });

  test("ack their own rows only, and a flush is for all of them", async ({ server, open }) => {
    const acked: number[] = [];
    const onAck = (offset: number): number => acked.push(offset);
    const rows = open({}, { streams: { rows: { ...byNumber.streams?.rows, onAck } } });
    const calls = await opened(server, rows);
    const flushed = rows.flush();
    at(calls, 1).ack(0);
    await expect(rows.flush({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ code: "aborted" });
    expect(rows).toMatchObject({ accepted: 3, acked: 1 });
    at(calls, 2).ack(0);
    at(calls, 0).ack(0);
    await flushed;
    expect(acked).toEqual([1, 2, 0]);
  });

  test("share one window", async ({ server, open }) => {
    const rows = open({ maxInflightRequests: 3 }, byNumber);
    const calls = await opened(server, rows);
    expect(() => rows.ingest({ n: 3 })).toThrow(BackpressureError);
    const ready = rows.ready();
    at(calls, 2).ack(0);
    await ready;
    // It goes where its key says, not where there is room.
    rows.ingest({ n: 3 });
    expect(await at(calls, 0).receivesRows(2)).toEqual([0, 3]);
  });

  test("recover by themselves, while the others go on", async ({ server, open }) => {
    const rows = open({}, byNumber);
    const calls = await opened(server, rows);
    at(calls, 1).fail(14);
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([1]);
    for (const row of rowsFrom(3, 3)) rows.ingest(row);
    expect(await at(calls, 0).receivesRows(2)).toEqual([0, 3]);
    expect(await at(calls, 2).receivesRows(2)).toEqual([2, 5]);
    expect(await next.receivesRows(2)).toEqual([1, 4]);
    for (const call of [at(calls, 0), next, at(calls, 2)]) call.ack(1);
    await rows.flush();
    expect(server.calls).toHaveLength(4);
  });

  test("take no row any more when one has failed, deliver what they have, and report all", async ({
    server,
    open,
  }) => {
    const rows = open({}, byNumber);
    const calls = await opened(server, rows);
    rows.ingest({ n: 3 });
    const flushed = expect(rows.flush()).rejects.toMatchObject({ code: "table_not_found" });
    at(calls, 1).fail(5);
    await at(calls, 0).receives(2);
    at(calls, 0).ack(0);
    at(calls, 2).ack(0);
    at(calls, 0).ack(1);
    await flushed;
    expect(() => rows.ingest({ n: 5 })).toThrow("[table_not_found]");
    await expect(rows.ready()).rejects.toMatchObject({ code: "table_not_found" });
    const closed = rows.close();
    for (const lane of [0, 2]) await at(calls, lane).finishesInTurn();
    expect(await closed).toMatchObject({
      acked: 3,
      unacked: [{ n: 1 }],
      error: { code: "table_not_found" },
    });
  });

  test("live on after a flush that took too long", async ({ server, open }) => {
    const rows = open({ flushTimeoutMs: 50 }, byNumber);
    const calls = await opened(server, rows);
    await expect(rows.flush()).rejects.toMatchObject({ code: "timeout" });
    for (const row of rowsFrom(3, 3)) rows.ingest(row);
    for (const call of calls) {
      await call.receives(2);
      call.ack(1);
    }
    await rows.flush();
    expect(rows.acked).toBe(6);
  });

  test("give their unacked rows back together", async ({ server, open }) => {
    const rows = open({}, byNumber);
    await opened(server, rows);
    rows.ingest({ n: 3 });
    const report = await rows.close({ signal: AbortSignal.abort() });
    expect(report.acked).toBe(0);
    expect(report.unacked.map(({ n }) => n)).toEqual([0, 3, 1, 2]);
    expect(report.unackedRecords).toHaveLength(4);
    expect(await rows.close()).toBe(report);
  });

  test("have a rejected row looked for in the lane that it is in", async ({ server, open }) => {
    const rejected: Row[] = [];
    const onRejected = (row: Row): number => rejected.push(row);
    const rows = open({}, { streams: { rows: { ...byNumber.streams?.rows, onRejected } } });
    const calls = await opened(server, rows);
    at(calls, 1).fail(3);
    for (const lane of [0, 2]) at(calls, lane).ack(0);
    await rows.flush();
    expect(rejected).toEqual([{ n: 1 }]);
    expect(server.calls).toHaveLength(3);
    expect(rows).toMatchObject({ acked: 2, rejected: 1 });
  });
});
