import type { LaneStatus, ZerobusError } from "@zerobus-gen/runtime";
import { describe, expect, vi } from "vitest";
import { ack } from "./support/answers.js";
import { sent, test } from "./support/conversation.js";
import { rowsFrom } from "./support/rows.js";

describe("onAck", () => {
  test("is told the last row of every ack that makes progress, and of no other", async ({ server, open }) => {
    const acked: number[] = [];
    const rows = open({}, { streams: { rows: { onAck: (offset) => acked.push(offset) } } });
    const call = await sent(server, rows, 2);
    for (const row of rowsFrom(2, 10)) rows.ingest(row);
    await call.receivesRows(12);
    call.say(ack(0), ack(0), ack(2), ack(1));
    await rows.flush();
    await vi.waitFor(() => expect(acked).toEqual([0, 11]), { interval: 1 });
  });

  test("is told one offset for one ack, however many rows that is for", async ({ server, open }) => {
    const acked: number[] = [];
    const rows = open({}, { streams: { rows: { onAck: (offset) => acked.push(offset) } } });
    await rows.ingestAll(rowsFrom(0, 20_000));
    const call = await server.nextStream();
    await call.receivesRows(20_000);
    call.ack(call.messages.length - 1);
    await rows.flush();
    await vi.waitFor(() => expect(acked).toEqual([19_999]), { interval: 1 });
  });

  test("is told what is acked across connections, by the offsets of the receipts", async ({
    server,
    open,
  }) => {
    const acked: number[] = [];
    const rows = open({}, { streams: { rows: { onAck: (offset) => acked.push(offset) } } });
    const call = await sent(server, rows, 3);
    call.sayAndFail(ack(0), 14);
    const next = await server.nextStream();
    await next.receivesRows(2);
    next.ack(0);
    next.ack(1);
    await rows.flush();
    await vi.waitFor(() => expect(acked).toEqual([0, 1, 2]), { interval: 1 });
  });

  test("comes before onError, when the ack came before the failure", async ({ server, open }) => {
    const told: unknown[] = [];
    const rows = open(
      { recovery: false },
      { onError: ({ code }) => told.push(code), streams: { rows: { onAck: (offset) => told.push(offset) } } },
    );
    const call = await sent(server, rows, 2);
    call.sayAndFail(ack(0), 13);
    await rows.close();
    expect(told).toEqual([0, "unavailable"]);
  });

  test("may close the stream", async ({ server, open }) => {
    const closed: Promise<unknown>[] = [];
    const rows = open({}, { streams: { rows: { onAck: () => closed.push(rows.close()) } } });
    const call = await sent(server, rows, 2);
    call.ack(0);
    await vi.waitFor(() => expect(closed).toHaveLength(1), { interval: 1 });
    call.ack(1);
    await call.finishesInTurn();
    expect(await closed[0]).toMatchObject({ acked: 2, unacked: [] });
  });

  test("that throws is an uncaught exception, and the stream goes on", async ({ server, open }) => {
    const uncaught: unknown[] = [];
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => uncaught.push(error));
    try {
      const broken = new Error("the application's own");
      const onAck = (): void => {
        throw broken;
      };
      const rows = open({}, { streams: { rows: { onAck } } });
      const call = await sent(server, rows, 2);
      call.say(ack(0), ack(1));
      await rows.flush();
      await vi.waitFor(() => expect(uncaught).toEqual([broken, broken]), { interval: 1 });
      rows.ingest({ n: 2 });
      await call.receives(3);
      call.ack(2);
      await rows.flush();
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const other of others) process.on("uncaughtException", other);
    }
  });
});

test("onError is told once of a failure, and may close the stream", async ({ server, open }) => {
  const told: ZerobusError[] = [];
  const reports: Promise<unknown>[] = [];
  const onError = (error: ZerobusError): void => {
    told.push(error);
    reports.push(rows.close());
  };
  const rows = open({ recovery: false }, { onError });
  (await sent(server, rows, 2)).sayAndFail(ack(0), 13);
  await expect(rows.flush()).rejects.toMatchObject({ code: "unavailable" });
  await vi.waitFor(() => expect(reports).toHaveLength(1), { interval: 1 });
  expect(await reports[0]).toMatchObject({ acked: 1, unacked: [{ n: 1 }], error: told[0] });
  expect(told).toHaveLength(1);
});

describe("statuses", () => {
  test("name the server's stream anew after each connection, and end when the stream has", async ({
    server,
    open,
  }) => {
    const rows = open();
    const seen: LaneStatus[] = [];
    const watched = (async () => {
      for await (const status of rows.statuses()) seen.push(status);
    })();
    rows.ingest({ n: 0 });
    const first = await server.nextCall();
    await first.creates("first");
    await first.receives(1);
    first.fail(14, { message: "moved" });
    (await server.nextCall()).fail(14);
    const third = await server.nextCall();
    await third.creates("third");
    await third.receives(1);
    third.ack(0);
    const closed = rows.close();
    await third.finishesInTurn();
    await Promise.all([closed, watched]);
    expect(seen.map(({ kind }) => kind).filter((kind) => kind !== "opening")).toEqual([
      "idle",
      "open",
      "backing-off",
      "backing-off",
      "open",
      "closing",
      "closed",
    ]);
    expect(seen.flatMap((status) => (status.kind === "open" ? [status.streamId] : []))).toEqual([
      "first",
      "third",
    ]);
    expect(seen.find(({ kind }) => kind === "backing-off")).toMatchObject({
      attempt: 2,
      cause: { code: "unavailable", message: expect.stringContaining("moved") },
    });
  });
});
