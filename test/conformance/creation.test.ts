import { RecordType } from "@zerobus-gen/runtime/protocol";
import { describe, expect } from "vitest";
import { ack, closeSignal, created, EMPTY } from "./support/answers.js";
import { test } from "./support/conversation.js";
import { DESCRIPTOR, ROWS } from "./support/rows.js";

const CANCEL = 8;

test("a client makes no connection before its first row", async ({ server, open }) => {
  const rows = open();
  expect(await rows.close()).toMatchObject({ acked: 0, unacked: [], error: undefined });
  expect(server.connections).toBe(0);
});

describe("the request to create a stream", () => {
  test("follows the request headers at once, before any answer", async ({ server, open }) => {
    open().ingest({ n: 0 });
    const call = await server.nextCall();
    await call.asksToCreate();
    expect(call.log).toEqual(["headers", "create"]);
  });

  test("names table, descriptor and record type", async ({ server, open }) => {
    open().ingest({ n: 0 });
    const request = await (await server.nextCall()).asksToCreate();
    expect(request.tableName).toBe(ROWS.name);
    expect(request.recordType).toBe(RecordType.PROTO);
    expect(Buffer.compare(request.descriptorProto, DESCRIPTOR)).toBe(0);
  });

  test("goes over gRPC to the method of the service, with token, table and user agent", async ({
    server,
    open,
  }) => {
    open({}, { applicationName: " nightly load " }).ingest({ n: 0 });
    const { headers } = await server.nextCall();
    expect(headers).toMatchObject({
      ":method": "POST",
      ":path": "/databricks.zerobus.Zerobus/EphemeralStream",
      "content-type": expect.stringMatching(/^application\/grpc/),
      te: "trailers",
      authorization: "Bearer t",
      "x-databricks-zerobus-table-name": ROWS.name,
      "user-agent": expect.stringMatching(/^zerobus-gen\/\S+ nightly load grpc-node-js\//),
    });
  });
});

describe("rows wait until the stream is created", () => {
  test("when the server takes its time over everything", async ({ server, open }) => {
    const rows = open();
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextCall();
    await call.asksToCreate();
    call.sendHeaders();
    // A second client is served from first to last meanwhile.
    const other = open();
    const done = other.ingest({ n: 7 });
    const quick = await server.nextStream();
    await quick.receives(1);
    quick.ack(0);
    await done;
    expect(call.messages).toEqual([]);
    await call.creates();
    expect(await call.receivesRows(1)).toEqual([0]);
    expect(call.log).toEqual(["headers", "create", "record"]);
    call.ack(0);
    expect(await receipt).toBe(0);
  });

  test("and open says when it is", async ({ server, open }) => {
    const rows = open();
    const opened = rows.open();
    await server.nextStream();
    await opened;
    await rows.open();
    expect(server.calls).toHaveLength(1);
  });
});

test("a signal that fires later changes nothing for a stream that is open", async ({ server, client }) => {
  const abort = new AbortController();
  const opened = client().open(ROWS, { signal: abort.signal });
  const call = await server.nextStream();
  const stream = await opened;
  abort.abort();
  const receipt = stream.ingest({ n: 0 });
  await call.receives(1);
  call.ack(0);
  expect(await receipt).toBe(0);
  const closed = stream.close();
  await call.finishesInTurn();
  await closed;
});

describe("a creation that is never answered", () => {
  test.for([["without a word"], ["after its headers"]] as const)(
    "is given up %s, and the call reset",
    async ([how], { server, open }) => {
      const rows = open({ recoveryTimeoutMs: 300, recovery: false });
      const failed = expect(rows.open()).rejects.toMatchObject({
        code: "timeout",
        message: expect.stringContaining("no stream within 300 ms"),
      });
      const call = await server.nextCall();
      if (how === "after its headers") call.sendHeaders();
      await failed;
      expect(await call.isOver()).toEqual({ reset: CANCEL });
    },
  );

  test("is tried again while the budget lasts", async ({ server, open }) => {
    const rows = open({ recoveryTimeoutMs: 300, recoveryRetries: 2 });
    const receipt = rows.ingest({ n: 0 });
    await (await server.nextCall()).isOver();
    await (await server.nextCall()).isOver();
    const call = await server.nextStream();
    await call.receives(1);
    call.ack(0);
    expect(await receipt).toBe(0);
  });

  test("is waited for as long as the longest timeout says", async ({ server, open }) => {
    const rows = open({ recoveryTimeoutMs: Number.MAX_SAFE_INTEGER });
    const opened = rows.open();
    await server.nextStream();
    await opened;
  });

  test("ends with the caller's signal, and no row is lost", async ({ server, client }) => {
    const abort = new AbortController();
    const opened = client().open(ROWS, { signal: abort.signal });
    const call = await server.nextCall();
    abort.abort();
    await expect(opened).rejects.toMatchObject({ code: "aborted" });
    expect(await call.isOver()).toEqual({ reset: CANCEL });
  });

  test("ends with close, which gives the rows back", async ({ server, open }) => {
    const rows = open();
    rows.ingest({ n: 0 });
    const call = await server.nextCall();
    const report = await rows.close({ signal: AbortSignal.abort() });
    expect(report).toMatchObject({ acked: 0, unacked: [{ n: 0 }], error: { code: "aborted" } });
    expect(await call.isOver()).toEqual({ reset: CANCEL });
  });
});

describe("an answer that creates no stream", () => {
  test.for([
    ["a stream without an id", created()],
    ["a stream with an empty id", created("")],
    ["an ack", ack(0)],
    ["nothing at all", EMPTY],
  ] as const)("is a broken protocol: %s", async ([, answer], { server, open }) => {
    const rows = open({ recovery: false });
    const opened = rows.open();
    const call = await server.nextCall();
    call.say(answer);
    await expect(opened).rejects.toMatchObject({ code: "protocol", table: ROWS.name });
    expect(await call.isOver()).toEqual({ reset: CANCEL });
  });

  test("is tried again within the budget", async ({ server, open }) => {
    const rows = open();
    const receipt = rows.ingest({ n: 0 });
    (await server.nextCall()).say(created());
    (await server.nextCall()).say(ack(3));
    const call = await server.nextStream();
    await call.receives(1);
    call.ack(0);
    expect(await receipt).toBe(0);
  });

  test("is passed over when it is a close signal: the stream may come yet", async ({ server, open }) => {
    const rows = open();
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextCall();
    await call.asksToCreate();
    call.say(closeSignal(1), created("late"));
    await call.receives(1);
    call.ack(0);
    expect(await receipt).toBe(0);
  });

  test("follows one that did, and ends the call", async ({ server, open }) => {
    const rows = open();
    const receipt = rows.ingest({ n: 0 });
    const call = await server.nextStream();
    await call.receives(1);
    call.say(created("again"));
    expect(await call.isOver()).toEqual({ reset: CANCEL });
    const next = await server.nextStream();
    expect(await next.receivesRows(1)).toEqual([0]);
    next.ack(0);
    expect(await receipt).toBe(0);
  });
});

describe("a creation that fails", () => {
  test("without recovery is tried once", async ({ server, open }) => {
    const rows = open({ recovery: false });
    const opened = rows.open();
    (await server.nextCall()).fail(14, { message: "overloaded" });
    await expect(opened).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("overloaded"),
    });
    await rows.close();
    expect(server.calls).toHaveLength(1);
  });

  test("for good is not tried again", async ({ server, open }) => {
    const rows = open();
    rows.ingest({ n: 0 });
    (await server.nextCall()).fail(3, { message: "no such record type" });
    await expect(rows.flush()).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("no such record type"),
    });
    expect(await rows.close()).toMatchObject({ acked: 0, unacked: [{ n: 0 }] });
    expect(server.calls).toHaveLength(1);
  });

  test("for now is tried again, and the rows arrive", async ({ server, open }) => {
    const rows = open();
    const receipts = [0, 1, 2].map((n) => rows.ingest({ n }));
    (await server.nextCall()).fail(14);
    const call = await server.nextStream();
    const messages = await call.receivesRows(3);
    expect(messages).toEqual([0, 1, 2]);
    call.ack(call.messages.length - 1);
    expect(await Promise.all(receipts)).toEqual([0, 1, 2]);
  });

  test("each time uses the budget up, and the last cause is told", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 2 });
    const opened = rows.open();
    for (const message of ["one", "two", "three"]) (await server.nextCall()).fail(14, { message });
    await expect(opened).rejects.toMatchObject({
      code: "recovery_exhausted",
      message: expect.stringMatching(/3 attempts[\s\S]*three/),
    });
    await rows.close();
    expect(server.calls).toHaveLength(3);
  });

  test("with a clean end is a failure like another", async ({ server, open }) => {
    const rows = open({ recoveryRetries: 1 });
    const opened = rows.open();
    (await server.nextCall()).finish();
    const second = await server.nextCall();
    second.sendHeaders();
    second.finish();
    await expect(opened).rejects.toMatchObject({ code: "recovery_exhausted" });
  });
});
