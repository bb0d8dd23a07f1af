import { defineTable } from "@zerobus-gen/runtime/codegen";
import { describe, expect, vi } from "vitest";
import { ack, created } from "./support/answers.js";
import { sent, test } from "./support/conversation.js";
import { frame } from "./support/grpc-frames.js";
import { ROWS, rowsFrom } from "./support/rows.js";

describe("rows on the wire", () => {
  test("are a record when alone, a batch when of one turn, and offsets count messages", async ({
    server,
    open,
  }) => {
    const rows = open();
    await Promise.all([rows.open(), server.nextStream()]);
    const [call] = server.calls;
    if (call === undefined) expect.fail("no call");
    rows.ingest({ n: 0 });
    await call.receives(1);
    for (const row of rowsFrom(1, 3)) rows.ingest(row);
    await call.receives(2);
    rows.ingest({ n: 4 });
    await call.receives(3);
    expect(call.messages.map(({ kind, offset, rows }) => [kind, offset, rows.length])).toEqual([
      ["record", 0, 1],
      ["batch", 1, 3],
      ["record", 2, 1],
    ]);
    expect(call.rows).toEqual([0, 1, 2, 3, 4]);
  });

  test("are the bytes that the table's write function makes, to the byte", async ({ server, open }) => {
    open().ingest({ n: 300, text: "é" });
    const call = await server.nextStream();
    const [message] = await call.receives(1);
    expect(message?.rows.map((row) => Buffer.from(row).toString("hex"))).toEqual(["08ac021202c3a9"]);
  });

  test("are in the order accepted, whoever ingests them", async ({ server, open }) => {
    const rows = open();
    const offsets: number[] = [];
    const ingest = async (from: number): Promise<void> => {
      for (const row of rowsFrom(from, 100)) {
        offsets.push(rows.ingest(row).offset);
        await Promise.resolve();
      }
    };
    await Promise.all(Array.from({ length: 10 }, (_, task) => ingest(task * 100)));
    expect(offsets).toEqual(Array.from({ length: 1000 }, (_, at) => at));
    const call = await server.nextStream();
    const arrived = await call.receivesRows(1000);
    expect([...arrived].sort((a, b) => a - b)).toEqual(offsets);
    expect(call.messages.map(({ offset }) => offset)).toEqual([...call.messages.keys()]);
    call.ack(call.messages.length - 1);
    await rows.flush();
    expect(rows).toMatchObject({ accepted: 1000, acked: 1000 });
  });

  test("are no bytes at all when every column is empty", async ({ server, client }) => {
    const table = defineTable<{ readonly text?: string }>({
      ...ROWS,
      write: (w, row) => {
        if (row.text !== undefined) w.string(2, "text", row.text);
      },
    });
    const opened = client().open(table);
    const call = await server.nextStream();
    const stream = await opened;
    stream.ingest({});
    expect(await call.receives(1)).toMatchObject([{ kind: "record", offset: 0, rows: [{ length: 0 }] }]);
    call.ack(0);
    await stream.flush();
    const closed = stream.close();
    await call.finishesInTurn();
    expect(await closed).toMatchObject({ acked: 1 });
  });

  test("are what they were when ingested, whatever becomes of the object", async ({ server, open }) => {
    const rows = open();
    const row = { n: 1 };
    rows.ingest(row);
    row.n = 2;
    rows.ingest(row);
    const call = await server.nextStream();
    expect(await call.receivesRows(2)).toEqual([1, 2]);
  });

  test("are none for a row that is refused, and no offset is used", async ({ server, open }) => {
    const rows = open();
    expect(rows.ingest({ n: 0 }).offset).toBe(0);
    expect(() => rows.ingest({ n: 0.5 })).toThrow("[invalid_row]");
    expect(rows.ingest({ n: 1 }).offset).toBe(1);
    const call = await server.nextStream();
    expect(await call.receivesRows(2)).toEqual([0, 1]);
    call.ack(call.messages.length - 1);
    await rows.flush();
    expect(rows.acked).toBe(2);
  });

  test("are none for an empty source", async ({ server, open }) => {
    const rows = open();
    expect(await rows.ingestAll([])).toBe(0);
    await rows.flush();
    expect(server.connections).toBe(0);
  });
});

describe("an ack", () => {
  test("of offset 0 makes the first message durable, and no other", async ({ server, open }) => {
    const rows = open();
    const first = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    rows.ingest({ n: 1 });
    await call.receives(2);
    call.ack(0);
    expect(await first).toBe(0);
    expect(rows).toMatchObject({ accepted: 2, acked: 1 });
  });

  test("covers every message up to its offset, and every row of them", async ({ server, open }) => {
    const rows = open();
    const call = server.nextStream();
    const receipts = rowsFrom(0, 100).map((row) => rows.ingest(row));
    await (await call).receivesRows(100);
    for (const row of rowsFrom(100, 3)) {
      receipts.push(rows.ingest(row));
      await (await call).receivesRows(row.n + 1);
    }
    const { messages } = await call;
    expect(messages.length).toBeGreaterThanOrEqual(4);
    (await call).ack(messages.length - 1);
    expect(await Promise.all(receipts)).toEqual(Array.from({ length: 103 }, (_, n) => n));
  });

  test("completes receipts in order, and a flush no earlier than the last", async ({ server, open }) => {
    const rows = open();
    const order: string[] = [];
    const note = (what: string) => (): unknown => order.push(what);
    const call = server.nextStream();
    for (const { n } of rowsFrom(0, 3)) {
      void rows.ingest({ n }).then(note(`row ${n}`));
      await (await call).receives(n + 1);
    }
    const flushed = rows.flush().then(note("flush"));
    (await call).ack(1);
    await vi.waitFor(() => expect(order).toEqual(["row 0", "row 1"]), { interval: 1 });
    (await call).ack(2);
    await flushed;
    expect(order).toEqual(["row 0", "row 1", "row 2", "flush"]);
  });

  test("that says the same again, or less, changes nothing", async ({ server, open }) => {
    const rows = open();
    const call = await sent(server, rows, 3);
    call.say(ack(1), ack(1), ack(0), ack(1));
    await vi.waitFor(() => expect(rows.acked).toBe(2), { interval: 1 });
    call.say(ack(0), ack(2));
    await rows.flush();
    expect(rows.acked).toBe(3);
    expect(server.calls).toHaveLength(1);
  });

  test("is understood however its bytes are cut", async ({ server, open }) => {
    const rows = open();
    rows.ingest({ n: 0 });
    const call = await server.nextCall();
    await call.asksToCreate();
    for (const byte of frame(created("in pieces"))) call.sayBytes(Uint8Array.of(byte));
    await call.receives(1);
    for (const byte of frame(ack(0))) call.sayBytes(Uint8Array.of(byte));
    await rows.flush();
  });

  test("counts when it arrives together with the end of the call", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const receipts = [rows.ingest({ n: 0 })];
    const call = await server.nextStream();
    await call.receives(1);
    receipts.push(rows.ingest({ n: 1 }));
    await call.receives(2);
    call.sayAndFail(ack(0), 13, { message: "disk gone" });
    await expect(receipts[1]).rejects.toMatchObject({ message: expect.stringContaining("disk gone") });
    expect(await receipts[0]).toBe(0);
    expect(await rows.close()).toMatchObject({ acked: 1, unacked: [{ n: 1 }] });
  });
});

describe("an ack that breaks the protocol", () => {
  test.for([
    ["is for a message never sent", ack(1)],
    ["is for a message far beyond", ack(101)],
    ["is for the last message there can be", ack(2n ** 63n - 1n)],
    ["has no offset", ack()],
    ["has a negative offset", ack(-1)],
  ] as const)(
    "because it %s acks no row, and the rows are sent again",
    async ([, answer], { server, open }) => {
      const rows = open();
      const receipt = rows.ingest({ n: 0 });
      const call = await server.nextStream();
      await call.receives(1);
      call.say(answer);
      expect(await call.isOver()).toEqual({ reset: 8 });
      const next = await server.nextStream();
      expect(await next.receivesRows(1)).toEqual([0]);
      expect(rows.acked).toBe(0);
      next.ack(0);
      expect(await receipt).toBe(0);
    },
  );

  test("is told when there is no recovery, with the row given back", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.ack(7);
    await expect(receipt).rejects.toMatchObject({
      code: "protocol",
      table: ROWS.name,
      message: expect.stringContaining("it acked message 7"),
    });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
  });

  test("uses the budget up when it comes each time", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 2 });
    rows.ingest({ n: 0 });
    for (let attempt = 0; attempt < 3; attempt++) {
      const call = await server.nextStream();
      await call.receives(1);
      call.ack(1);
    }
    await expect(rows.flush()).rejects.toMatchObject({
      code: "recovery_exhausted",
      cause: { code: "protocol" },
    });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
  });
});

describe("a server that does not ack", () => {
  test("is left when the wait is over, and the rows are sent again", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 600 });
    const receipts = rowsFrom(0, 5).map((row) => rows.ingest(row));
    const call = await server.nextStream();
    await call.receivesRows(5);
    expect(await call.isOver()).toEqual({ reset: 8 });
    const next = await server.nextStream();
    expect(await next.receivesRows(5)).toEqual([0, 1, 2, 3, 4]);
    next.ack(next.messages.length - 1);
    expect(await Promise.all(receipts)).toEqual([0, 1, 2, 3, 4]);
  });

  test("is told of without recovery", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 60, recovery: false });
    const receipt = rows.ingest({ n: 0 });
    await server.nextStream();
    await expect(receipt).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("no ack within 60 ms"),
    });
  });

  test("gains no time by saying again what it said before", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 300, recovery: false });
    const call = await sent(server, rows, 1);
    call.ack(0);
    rows.ingest({ n: 1 });
    await call.receives(2);
    const repeat = setInterval(() => call.ack(0), 10);
    await expect(rows.flush()).rejects.toMatchObject({
      message: expect.stringContaining("no ack within 300 ms"),
    });
    clearInterval(repeat);
    expect(await rows.close()).toMatchObject({ acked: 1, unacked: [{ n: 1 }] });
  });

  test("has all the time it likes while nothing awaits an ack", async ({ server, open }) => {
    const rows = open({ serverLackOfAckTimeoutMs: 300, recovery: false });
    const call = await sent(server, rows, 1);
    call.ack(0);
    await rows.flush();
    // Another stream's ack deadline, begun later and as long, passes first.
    const other = open({ serverLackOfAckTimeoutMs: 300, recovery: false });
    other.ingest({ n: 0 });
    await server.nextStream();
    await expect(other.flush()).rejects.toMatchObject({ code: "timeout" });
    rows.ingest({ n: 1 });
    await call.receives(2);
    call.ack(1);
    await rows.flush();
    expect(server.calls).toHaveLength(2);
  });
});
