import type { TableStream } from "@zerobus-gen/runtime";
import { afterAll, afterEach, beforeAll, describe, expect, vi } from "vitest";
import { ack, closeSignal } from "./support/answers.js";
import { sent, test } from "./support/conversation.js";
import { ROWS, type Row } from "./support/rows.js";
import type { ScriptedServer } from "./support/scripted-server.js";

/** Longer than any test. */
const HOUR = 3600;

/** Milliseconds until the next connection opens, for the random number given, after a signal with so many seconds. */
async function pauseAfterSignal(
  server: ScriptedServer,
  rows: TableStream<Row>,
  seconds: number,
): Promise<number> {
  const opened = rows.open();
  const call = await server.nextStream();
  await opened;
  call.signalClose(seconds);
  await call.finishesInTurn();
  for await (const status of rows.statuses()) if (status.kind === "backing-off") return status.retryInMs;
  return expect.fail("the stream has ended");
}

describe("the next connection opens at random", () => {
  afterEach(() => void vi.restoreAllMocks());

  test.for([
    ["the announced time", 4, 4_000],
    ["five seconds, if that is shorter", HOUR, 5_000],
  ] as const)("within %s", async ([, seconds, most], { server, open }) => {
    vi.spyOn(Math, "random").mockReturnValue(0.99);
    const pause = await pauseAfterSignal(server, open(), seconds);
    expect(pause).toBeLessThanOrEqual(most);
    expect(pause).toBeGreaterThan(most * 0.99 - 1_500);
  });
});

// Connections that the server asks to replace are a second apart: the tests pass that time together.
describe.concurrent("after a close signal", () => {
  // The next connection comes as early as it may.
  beforeAll(() => void vi.spyOn(Math, "random").mockReturnValue(0));
  afterAll(() => void vi.restoreAllMocks());

  test("nothing more is sent, and what is ingested meanwhile goes over the next connection", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 0 });
    const call = await sent(server, rows, 2);
    // The ack comes behind the signal: who has seen the one has seen the other.
    call.say(closeSignal(HOUR), ack(0));
    await vi.waitFor(() => expect(rows.acked).toBe(1), { interval: 1 });
    rows.ingest({ n: 2 });
    call.ack(1);
    await call.halfCloses();
    rows.ingest({ n: 3 });
    call.finish();
    const next = await server.nextStream();
    expect(await next.receivesRows(2)).toEqual([2, 3]);
    expect(next.messages[0]?.offset).toBe(0);
    expect(call.rows).toEqual([0, 1]);
    next.ack(next.messages.length - 1);
    await rows.flush();
  });

  test("the last ack half-closes the call, long before the server's time is over", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 0 });
    const call = await sent(server, rows, 3);
    call.signalClose(HOUR);
    call.ack(1);
    await vi.waitFor(() => expect(rows.acked).toBe(2), { interval: 1 });
    expect(call.log).not.toContain("half-close");
    call.ack(2);
    await call.finishesInTurn();
    expect(await call.isOver()).toBe("ended");
    await rows.flush();
    const next = await server.nextStream();
    rows.ingest({ n: 3 });
    expect(await next.receivesRows(1)).toEqual([3]);
  });

  test("a stream without unacked rows half-closes at once, and connects again by itself", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 0 });
    const opened = rows.open();
    const call = await server.nextStream();
    await opened;
    call.signalClose(HOUR);
    await call.finishesInTurn();
    const next = await server.nextStream();
    rows.ingest({ n: 0 });
    expect(await next.receivesRows(1)).toEqual([0]);
  });

  test.for([
    ["none", undefined],
    ["zero", 0],
    ["negative", -5],
    ["below a second", 0.05],
  ] as const)(
    "whose time is %s the call is half-closed, and unacked rows go again",
    async ([, seconds], { server, open }) => {
      const rows = open({ recoveryRetries: 0 });
      const receipts = [rows.ingest({ n: 0 })];
      const call = await server.nextStream();
      await call.receives(1);
      receipts.push(rows.ingest({ n: 1 }), rows.ingest({ n: 2 }));
      await call.receives(2);
      call.say(ack(0), closeSignal(seconds));
      await call.finishesInTurn();
      expect(await call.isOver()).toBe("ended");
      const next = await server.nextStream();
      expect(await next.receives(1)).toMatchObject([{ kind: "batch", offset: 0 }]);
      expect(next.rows).toEqual([1, 2]);
      next.ack(0);
      expect(await Promise.all(receipts)).toEqual([0, 1, 2]);
    },
  );

  test("the client's own limit counts when it is shorter than the server's time", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 0, streamPausedMaxWaitTimeMs: 50 });
    const call = await sent(server, rows, 1);
    call.signalClose(HOUR);
    await call.finishesInTurn();
    expect(await (await server.nextStream()).receivesRows(1)).toEqual([0]);
  });

  test("the client's own limit of 0 half-closes at once", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0, streamPausedMaxWaitTimeMs: 0 });
    const call = await sent(server, rows, 1);
    call.signalClose(HOUR);
    await call.finishesInTurn();
    expect(await (await server.nextStream()).receivesRows(1)).toEqual([0]);
  });

  test("the server's time counts when it is shorter than the client's limit", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0, streamPausedMaxWaitTimeMs: HOUR * 1000 });
    const call = await sent(server, rows, 1);
    call.signalClose(0.05);
    await call.finishesInTurn();
    expect(await (await server.nextStream()).receivesRows(1)).toEqual([0]);
  });

  test("a longer time than any timer takes is as good as another", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0 });
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.signalClose(Number.MAX_SAFE_INTEGER);
    call.ack(0);
    expect(await receipt).toBe(0);
    await call.halfCloses();
  });

  test("another one changes nothing", async ({ server, client }) => {
    const zerobus = client({ recoveryRetries: 0 });
    const { rows } = zerobus.tables;
    const call = await sent(server, rows, 2);
    call.say(closeSignal(HOUR), closeSignal(0), closeSignal(), ack(0));
    await vi.waitFor(() => expect(rows.acked).toBe(1), { interval: 1 });
    // A half-close would be on the connection before another stream is.
    const opened = zerobus.open(ROWS);
    await server.nextStream();
    await opened;
    expect(call.log).not.toContain("half-close");
    call.ack(1);
    await call.finishesInTurn();
    await rows.flush();
    void (await opened).close();
  });

  test("acks count after the half-close too, and nothing is sent twice", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0 });
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.signalClose(0);
    await call.halfCloses();
    call.ack(0);
    call.finish();
    expect(await receipt).toBe(0);
    rows.ingest({ n: 1 });
    expect(await (await server.nextStream()).receivesRows(1)).toEqual([1]);
  });

  test("a server that does not end the call is left, and rows arrive elsewhere", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0 });
    const call = await sent(server, rows, 1);
    call.signalClose(0);
    expect(await call.isOver()).toEqual({ reset: 8 });
    expect(call.log).toEqual(["headers", "create", "record", "half-close", "reset"]);
    expect(await (await server.nextStream()).receivesRows(1)).toEqual([0]);
  });

  test("a clean end is the rotation, and so is a failure: the budget is not touched", async ({
    server,
    open,
  }) => {
    const rows = open({ recoveryRetries: 0 });
    const receipt = rows.ingest({ n: 0 });
    const first = await server.nextStream();
    await first.receives(1);
    first.signalClose(HOUR);
    first.finish();
    const second = await server.nextStream();
    await second.receives(1);
    second.signalClose(HOUR);
    second.fail(13);
    const third = await server.nextStream();
    expect(await third.receivesRows(1)).toEqual([0]);
    third.ack(0);
    expect(await receipt).toBe(0);
  });

  test("a refusal is a refusal", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.signalClose(HOUR);
    call.fail(3, { message: "no more of this" });
    await expect(rows.flush()).rejects.toMatchObject({ code: "invalid_argument" });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
  });

  test("an ack beyond what was sent ends the call, and the row goes again", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 0 });
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.say(closeSignal(HOUR), ack(1));
    expect(await call.isOver()).toEqual({ reset: 8 });
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    next.ack(0);
    expect(await receipt).toBe(0);
  });

  test("the stream goes on without recovery too", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const call = await sent(server, rows, 1);
    call.signalClose(0);
    await call.finishesInTurn();
    const next = await server.nextStream();
    await next.receives(1);
    next.ack(0);
    await rows.flush();
  });

  test("time without acks runs on, whatever the number of rotations", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 1_500, recovery: false });
    rows.ingest({ n: 0 });
    const flushed = expect(rows.flush()).rejects.toMatchObject({ code: "timeout" });
    for (let rotation = 0; rotation < 2; rotation++) {
      const call = await server.nextStream();
      await call.receives(1);
      call.signalClose(0);
      await call.finishesInTurn();
    }
    await (await server.nextStream()).receives(1);
    await flushed;
  });

  test("close has nothing to wait for when all is acked", async ({ server, open }) => {
    const rows = open();
    const opened = rows.open();
    const call = await server.nextStream();
    await opened;
    call.signalClose(HOUR);
    await call.halfCloses();
    const closed = rows.close();
    call.finish();
    expect(await closed).toMatchObject({ acked: 0, unacked: [], error: undefined });
    expect(server.calls).toHaveLength(1);
  });

  test("close waits for the acks that are due, and half-closes once", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 1);
    call.signalClose(HOUR);
    const closed = rows.close();
    call.ack(0);
    await call.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 1, unacked: [], error: undefined });
    expect(call.log.filter((entry) => entry === "half-close")).toHaveLength(1);
    expect(server.calls).toHaveLength(1);
  });
});
