import { describe, expect } from "vitest";
import { sent, test } from "./support/conversation.js";
import { ROWS } from "./support/rows.js";

describe("one connection", () => {
  test("carries every stream of a client", async ({ server, client }) => {
    const zerobus = client();
    const opened = [zerobus.tables.rows.open(), zerobus.open(ROWS), zerobus.open(ROWS)];
    for (const _ of opened) await server.nextStream();
    await Promise.all(opened);
    expect(server.connections).toBe(1);
    expect(server.calls).toHaveLength(3);
  });

  test("breaks for all of them at once, and each recovers by itself", async ({ server, client }) => {
    const zerobus = client();
    const opened = zerobus.open(ROWS);
    const first = await server.nextStream();
    const streams = [await opened, zerobus.tables.rows];
    for (const [n, stream] of streams.entries()) stream.ingest({ n });
    const second = await server.nextStream();
    await Promise.all([first.receives(1), second.receives(1)]);
    server.cut();
    const calls = [await server.nextStream(), await server.nextStream()];
    const rows = await Promise.all(calls.map((call) => call.receivesRows(1)));
    expect(rows.flat().sort()).toEqual([0, 1]);
    for (const call of calls) call.ack(0);
    await Promise.all(streams.map((stream) => stream.flush()));
    expect(server.connections).toBe(2);
    for (const stream of streams) void stream.close();
    for (const call of calls) {
      await call.halfCloses();
      call.finish();
    }
  });
});

describe("a farewell", () => {
  test("lets the streams that it counts go on, and new ones connect anew", async ({ server, client }) => {
    const zerobus = client();
    const { rows } = zerobus.tables;
    const call = await sent(server, rows, 1);
    call.goAway();
    const opened = zerobus.open(ROWS);
    await server.nextStream();
    const other = await opened;
    expect(server.connections).toBe(2);
    call.ack(0);
    await rows.flush();
    rows.ingest({ n: 1 });
    await call.receives(2);
    call.ack(1);
    await rows.flush();
    await other.close();
  });

  test("sends the rows of the streams that it does not count again, elsewhere", async ({
    server,
    client,
  }) => {
    const zerobus = client();
    const opened = zerobus.open(ROWS);
    const older = await server.nextStream();
    const stream = await opened;
    const { rows } = zerobus.tables;
    const receipt = rows.ingest({ n: 0 });
    const younger = await server.nextStream();
    await younger.receives(1);
    older.goAway();
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    next.ack(0);
    expect(await receipt).toBe(0);
    stream.ingest({ n: 1 });
    await older.receives(1);
    older.ack(0);
    await stream.flush();
    await stream.close();
    expect(server.connections).toBe(2);
  });

  test("in anger fails the stream, which recovers", async ({ server, open }) => {
    const ENHANCE_YOUR_CALM = 11;
    const rows = open();
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.goAway(ENHANCE_YOUR_CALM);
    server.cut();
    const next = await server.nextStream();
    await next.receives(1);
    next.ack(0);
    expect(await receipt).toBe(0);
  });
});

describe("a connection on which nothing moves any more", () => {
  test("is left when acks do not come in time: the rows arrive over a new one", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 300, recoveryRetries: 1 });
    await sent(server, rows, 2);
    server.freeze();
    const next = await server.nextStream();
    expect(await next.receivesRows(2)).toEqual([0, 1]);
    expect(server.connections).toBe(2);
    next.ack(next.messages.length - 1);
    await rows.flush();
  });

  test("is left when a stream is not created in time: the next attempt is made on a new one", async ({
    server,
    client,
  }) => {
    const zerobus = client({ recoveryTimeoutMs: 300, recoveryRetries: 1 });
    const call = await sent(server, zerobus.tables.rows, 1);
    call.ack(0);
    await zerobus.tables.rows.flush();
    server.freeze();
    const opened = zerobus.open(ROWS);
    const next = await server.nextStream();
    await opened;
    expect(server.connections).toBe(2);
    const closed = (await opened).close();
    await next.finishesInTurn();
    await closed;
  });

  test("is none on which another stream is still served: that one stays, though the first has left", async ({
    server,
    client,
  }) => {
    const zerobus = client({ recoveryRetries: 1 });
    const { rows } = zerobus.tables;
    const alive = await sent(server, rows, 1);
    const opened = zerobus.open(ROWS, { serverLackOfAckTimeoutMs: 300 });
    const silent = await server.nextStream();
    const other = await opened;
    other.ingest({ n: 100 });
    expect(await silent.isOver()).toEqual({ reset: 8 });
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([100]);
    expect(server.connections).toBe(2);
    next.ack(0);
    await other.flush();
    rows.ingest({ n: 1 });
    await alive.receives(2);
    alive.ack(1);
    await rows.flush();
    expect(server.calls).toHaveLength(3);
    // Whoever comes now goes the new way.
    const third = zerobus.open(ROWS);
    await server.nextStream();
    await third;
    expect(server.connections).toBe(2);
    for (const stream of [other, await third]) void stream.close({ signal: AbortSignal.abort() });
  });

  test("does not keep close from ending, nor the rows from coming back", async ({ server, open }) => {
    const rows = open({ flushTimeoutMs: 60 });
    await sent(server, rows, 1);
    server.freeze();
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }], error: { code: "timeout" } });
  });
});
