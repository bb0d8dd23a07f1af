import { readFileSync } from "node:fs";
import type { TableStream } from "@zerobus-gen/runtime";
import { describe, expect, vi } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.js";
import { ack } from "./support/answers.js";
import { sent } from "./support/conversation.js";
import { test } from "./support/isolating.js";
import { type Row, rowsFrom } from "./support/rows.js";
import { numbersIn } from "./support/scripted-call.js";
import type { ScriptedServer } from "./support/scripted-server.js";

const INVALID_ARGUMENT = 3;
const UNAVAILABLE = 14;

/** Plays a server that stores message after message, and rejects those whose rows are bad. Returns what it stored. */
async function judge(
  server: ScriptedServer,
  isBad: (numbers: readonly number[]) => boolean,
  isDone: () => boolean,
): Promise<readonly number[]> {
  const stored: number[] = [];
  const until = (condition: () => boolean): Promise<void> =>
    vi.waitFor(() => expect(isDone() || condition()).toBe(true), { interval: 1, timeout: 10_000 });
  for (let calls = 0; ; calls++) {
    await until(() => server.calls.length > calls);
    if (isDone()) return stored;
    const call = await server.nextStream();
    for (let at = 0; ; at++) {
      await until(() => call.messages.length > at);
      const message = call.messages[at];
      if (message === undefined) return stored;
      expect(message.offset).toBe(at);
      const numbers = numbersIn(message);
      if (isBad(numbers)) {
        call.fail(INVALID_ARGUMENT, { message: "bad row" });
        break;
      }
      stored.push(...numbers);
      call.ack(at);
    }
  }
}

describe("a row that the server rejects", () => {
  test.for(["proto", "json"] as const)(
    "is handed over (%s), and every other one arrives, once and in order",
    async (recordType, { server, isolating, rejected }) => {
      const rows = isolating({ recordType });
      const bad = new Set([3, 17, 18, 39]);
      const receipts = rowsFrom(0, 40).map((row) => rows.ingest(row));
      const outcomes = Promise.allSettled(receipts);
      const stored = await judge(
        server,
        (numbers) => numbers.some((n) => bad.has(n)),
        () => rows.acked + rows.rejected === 40,
      );
      expect(stored).toEqual(rowsFrom(0, 40).flatMap(({ n }) => (bad.has(n) ? [] : [n])));
      expect(rejected.map(([row]) => row)).toEqual([...bad].map((n) => ({ n })));
      expect(rejected[0]?.[1]).toMatchObject({
        code: "row_rejected",
        offset: 3,
        cause: { code: "invalid_argument" },
        message: expect.stringContaining("bad row"),
      });
      const failed = (await outcomes).flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
      expect(failed).toEqual([...bad]);
      await rows.flush();
      expect(rows).toMatchObject({ accepted: 40, acked: 36, rejected: 4 });
      for (const { log } of server.calls) expect(log.slice(0, 2)).toEqual(["headers", "create"]);
    },
  );

  test("is a line of the dead letter file", async ({ server, open }) => {
    const file = `${temporaryFolder()}/letters.jsonl`;
    const rows = open({ deadLetterFile: file });
    const call = await sent(server, rows, 1);
    call.fail(INVALID_ARGUMENT);
    await rows.flush();
    const letter: unknown = JSON.parse(readFileSync(file, "utf8"));
    expect(letter).toMatchObject({ offset: 0, code: "row_rejected", row: { n: 0 } });
    expect(rows).toMatchObject({ acked: 0, rejected: 1 });
  });

  test("may be replaced, and the stream closed, by whoever takes it over", async ({ server, isolating }) => {
    let closed: Promise<unknown> | undefined;
    const rows: TableStream<Row> = isolating({}, ({ n }) => {
      rows.ingest({ n: n + 100 });
      closed = rows.close();
    });
    (await sent(server, rows, 1)).fail(INVALID_ARGUMENT);
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([100]);
    next.ack(0);
    await next.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 1, rejected: 1, unacked: [], error: undefined });
  });
});

describe("the search for it", () => {
  test("has half as much in flight on each connection, until the culprit stands alone", async ({
    server,
    isolating,
    rejected,
  }) => {
    const rows = isolating();
    let call = await sent(server, rows, 8);
    for (const count of [4, 2, 1]) {
      call.fail(INVALID_ARGUMENT);
      call = await server.nextStream();
      expect(await call.receivesRows(count)).toEqual(rowsFrom(0, count).map(({ n }) => n));
      expect(rejected).toEqual([]);
      await call.roundTrip();
      expect(call.messages).toHaveLength(count);
    }
    call.fail(INVALID_ARGUMENT);
    call = await server.nextStream();
    expect(await call.receivesRows(7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rejected.map(([{ n }]) => n)).toEqual([0]);
    call.ack(6);
    await rows.flush();
  });

  test("goes on with what was not acked before the rejection", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    const first = await sent(server, rows, 6);
    first.sayAndFail(ack(1), INVALID_ARGUMENT);
    const second = await server.nextStream();
    expect(await second.receivesRows(2)).toEqual([2, 3]);
    expect(rows.acked).toBe(2);
    // Neither was it: the other half is next, on the same connection.
    second.ack(1);
    expect(await second.receivesRows(4)).toEqual([2, 3, 4, 5]);
    second.sayAndFail(ack(2), INVALID_ARGUMENT);
    const third = await server.nextCall();
    await third.creates();
    expect(rejected.map(([{ n }]) => n)).toEqual([5]);
    await rows.flush();
    expect(rows).toMatchObject({ acked: 5, rejected: 1 });
  });

  test("halves a batch, whose rows keep their bytes", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    const all = rowsFrom(0, 5).map(({ n }) => ({ n, text: `row ${n}` }));
    for (const row of all) rows.ingest(row);
    const first = await server.nextStream();
    const [whole] = await first.receives(1);
    first.fail(INVALID_ARGUMENT);
    const second = await server.nextStream();
    const [left] = await second.receives(1);
    expect(left).toMatchObject({ kind: "batch", offset: 0, rows: whole?.rows.slice(0, 2) });
    second.ack(0);
    const [, right] = await second.receives(2);
    expect(right).toMatchObject({ kind: "batch", offset: 1, rows: whole?.rows.slice(2) });
    second.fail(INVALID_ARGUMENT);
    const third = await server.nextStream();
    const [middle] = await third.receives(1);
    expect(middle).toMatchObject({ kind: "record", offset: 0, rows: whole?.rows.slice(2, 3) });
    third.fail(INVALID_ARGUMENT);
    const last = await server.nextStream();
    expect(await last.receivesRows(2)).toEqual([3, 4]);
    expect(rejected.map(([row]) => row)).toEqual([all[2]]);
    last.ack(last.messages.length - 1);
    await rows.flush();
  });

  test("is not led astray by a connection that breaks", async ({ server, isolating, rejected }) => {
    const rows = isolating({ recoveryRetries: 1 });
    (await sent(server, rows, 4)).fail(INVALID_ARGUMENT);
    const second = await server.nextStream();
    await second.receivesRows(2);
    second.fail(UNAVAILABLE);
    const third = await server.nextStream();
    expect(await third.receivesRows(2)).toEqual([0, 1]);
    third.ack(0);
    expect(await third.receivesRows(3)).toEqual([0, 1, 2]);
    third.fail(INVALID_ARGUMENT);
    const fourth = await server.nextStream();
    expect(await fourth.receivesRows(1)).toEqual([1]);
    fourth.fail(INVALID_ARGUMENT);
    const fifth = await server.nextStream();
    expect(await fifth.receivesRows(2)).toEqual([2, 3]);
    expect(rejected.map(([{ n }]) => n)).toEqual([1]);
    fifth.ack(1);
    await rows.flush();
  });

  test("finds nothing when messages are too large: they are halved until they are not", async ({
    server,
    isolating,
    rejected,
  }) => {
    const rows = isolating();
    for (const row of rowsFrom(0, 11)) rows.ingest(row);
    const stored = await judge(
      server,
      (numbers) => numbers.length > 2,
      () => rows.acked === 11,
    );
    expect(stored).toEqual(rowsFrom(0, 11).map(({ n }) => n));
    expect(rejected).toEqual([]);
  });

  test("is over when all that was suspected is acked: what came meanwhile is sent, and no less than before", async ({
    server,
    isolating,
    rejected,
  }) => {
    const rows = isolating();
    (await sent(server, rows, 2)).fail(INVALID_ARGUMENT);
    const second = await server.nextStream();
    await second.receives(1);
    rows.ingest({ n: 2 });
    second.ack(0);
    expect(await second.receivesRows(2)).toEqual([0, 1]);
    second.ack(1);
    expect(await second.receivesRows(3)).toEqual([0, 1, 2]);
    rows.ingest({ n: 3 });
    await second.receives(4);
    second.ack(3);
    await rows.flush();
    expect([rows.acked, rejected]).toEqual([4, []]);
  });

  test("begins in a rotation as well", async ({ server, isolating, rejected }) => {
    const rows = isolating();
    const call = await sent(server, rows, 1);
    call.signalClose(3600);
    call.fail(INVALID_ARGUMENT);
    await rows.flush();
    expect(rejected.map(([{ n }]) => n)).toEqual([0]);
  });
});
