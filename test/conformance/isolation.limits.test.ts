import { describe, expect, vi } from "vitest";
import { ack, errorInfo } from "./support/answers.js";
import { sent } from "./support/conversation.js";
import { test } from "./support/isolating.js";
import { rowsFrom } from "./support/rows.js";

const INVALID_ARGUMENT = 3;

describe("no row is looked for", () => {
  test("when the stream is not created", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    rows.ingest({ n: 0 });
    (await server.nextCall()).fail(INVALID_ARGUMENT);
    await expect(rows.flush()).rejects.toMatchObject({ code: "invalid_argument" });
    expect(await rows.close()).toMatchObject({ rejected: 0, unacked: [{ n: 0 }] });
    expect([server.calls.length, rejected]).toEqual([1, []]);
  });

  test("when the stream is not created in the midst of a search", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    (await sent(server, rows, 4)).fail(INVALID_ARGUMENT);
    (await server.nextCall()).fail(INVALID_ARGUMENT);
    await expect(rows.flush()).rejects.toMatchObject({ code: "invalid_argument" });
    expect((await rows.close()).unacked).toEqual(rowsFrom(0, 4));
    expect([server.calls.length, rejected]).toEqual([2, []]);
  });

  test("when none awaits its ack", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    const call = await sent(server, rows, 1);
    call.sayAndFail(ack(0), INVALID_ARGUMENT);
    await call.isOver();
    await vi.waitFor(() => expect(() => rows.ingest({ n: 1 })).toThrow("[invalid_argument]"));
    expect(await rows.close()).toMatchObject({ acked: 1, rejected: 0, unacked: [] });
    expect([server.calls.length, rejected]).toEqual([1, []]);
  });

  test("when the schema is what the server rejects", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    const details = errorInfo("SCHEMA_VALIDATION_FAILED", { causes: "TYPE_INCOMPATIBLE" });
    (await sent(server, rows, 1)).fail(INVALID_ARGUMENT, { details });
    await expect(rows.flush()).rejects.toMatchObject({ code: "schema_mismatch" });
    expect([server.calls.length, rejected]).toEqual([1, []]);
  });

  test.for([
    ["NOT_FOUND", 5, "table_not_found"],
    ["INTERNAL", 13, "recovery_exhausted"],
    ["UNAUTHENTICATED", 16, "unauthenticated"],
  ] as const)("for the status %s", async ([, status, code], { server, isolating, rejected }) => {
    const rows = isolating();
    (await sent(server, rows, 1)).fail(status);
    await expect(rows.flush()).rejects.toMatchObject({ code });
    expect([server.calls.length, rejected]).toEqual([1, []]);
  });

  test("without recovery, nor without anybody to take it over", async ({ server, isolating, open }) => {
    for (const rows of [isolating({ recovery: false }), open()]) {
      (await sent(server, rows, 2)).fail(INVALID_ARGUMENT);
      await expect(rows.flush()).rejects.toMatchObject({ code: "invalid_argument" });
      expect((await rows.close()).unacked).toEqual(rowsFrom(0, 2));
    }
    expect(server.calls).toHaveLength(2);
  });
});

describe("close in the midst of the search", () => {
  test("lets it come to its end, and reports it", async ({ server, isolating }) => {
    const rows = isolating();
    (await sent(server, rows, 2)).fail(INVALID_ARGUMENT);
    const second = await server.nextStream();
    await second.receives(1);
    const closed = rows.close();
    second.fail(INVALID_ARGUMENT);
    const third = await server.nextStream();
    expect(await third.receivesRows(1)).toEqual([1]);
    third.ack(0);
    await third.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 1, rejected: 1, unacked: [], error: undefined });
  });

  test("that waits no longer gives all rows back, in order, and hands none over", async ({
    server,
    isolating,
    rejected,
  }) => {
    const rows = isolating();
    for (const row of rowsFrom(0, 5)) rows.ingest(row);
    const first = await server.nextStream();
    await first.receives(1);
    first.fail(INVALID_ARGUMENT);
    const second = await server.nextStream();
    await second.receives(1);
    rows.ingest({ n: 5 });
    const closed = rows.close({ signal: AbortSignal.abort() });
    await second.halfCloses();
    second.fail(INVALID_ARGUMENT);
    const report = await closed;
    expect(report).toMatchObject({ acked: 0, rejected: 0, error: { code: "aborted" } });
    expect(report.unacked).toEqual(rowsFrom(0, 6));
    expect([server.calls.length, rejected]).toEqual([2, []]);
  });

  test("ends the pause before the next attempt", async ({ server, isolating }) => {
    const rows = isolating();
    const call = await sent(server, rows, 4);
    const closed = new Promise<void>((resolve) => {
      void (async () => {
        for await (const { kind } of rows.statuses()) if (kind === "backing-off") resolve();
      })();
    }).then(() => rows.close({ signal: AbortSignal.abort() }));
    call.fail(INVALID_ARGUMENT);
    expect((await closed).unacked).toEqual(rowsFrom(0, 4));
    expect(server.calls).toHaveLength(1);
  });
});
