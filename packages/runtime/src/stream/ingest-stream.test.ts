import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BackpressureError, ZerobusError } from "../errors.js";
import { RowError } from "../row/row-error.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { lost, pass, streamContext, writeNumber } from "../testing/numbered-rows.js";
import { IngestStream } from "./ingest-stream.js";
import type { StreamOptions } from "./options.js";

let transport: InMemoryTransport;
let errors: ZerobusError[];

beforeEach(() => {
  vi.useFakeTimers();
  // No jitter: the first pause is 2 s, the second 4 s, and so on.
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
  errors = [];
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function streamOf(options: StreamOptions = {}): IngestStream {
  return new IngestStream(streamContext(transport, options, { onError: (error) => errors.push(error) }));
}

/** Ingests rows with the numbers from `first` to `last`. */
function ingest(stream: IngestStream, first: number, last = first): void {
  for (let n = first; n <= last; n++) stream.ingest({ n }, writeNumber);
}

/** A stream that the server has created. */
async function openStream(options: StreamOptions = {}): Promise<IngestStream> {
  const stream = streamOf(options);
  void stream.open();
  await pass();
  transport.call.created();
  await pass();
  return stream;
}

/** The numbers in the rows that a call has received, message by message. */
function received(call = transport.call): readonly (readonly number[])[] {
  return call.rows(writeNumber).map((rows) => rows.map(({ n }) => n));
}

/** What a promise has come to by now. */
async function outcome(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.race([
    Promise.resolve(promise).then(
      () => "done",
      (error: unknown) => (error instanceof ZerobusError ? error.code : error),
    ),
    pass().then(() => "pending"),
  ]);
}

describe("sending", () => {
  test("begins with the first row, once the server has created the stream", async () => {
    const stream = streamOf();
    expect(transport.calls).toEqual([]);
    ingest(stream, 1);
    await pass();
    expect(received()).toEqual([]);
    transport.call.created();
    await pass();
    expect(received()).toEqual([[1]]);
  });

  test("puts the rows of one turn into one message", async () => {
    const stream = await openStream();
    ingest(stream, 1, 3);
    await pass();
    ingest(stream, 4);
    await pass();
    expect(received()).toEqual([[1, 2, 3], [4]]);
    expect(transport.call.received.map(({ wireOffset }) => wireOffset)).toEqual([0, 1]);
  });

  test("gathers what comes while the transport is busy", async () => {
    const stream = await openStream();
    transport.call.takesMessages = false;
    for (let n = 1; n <= 5; n++) {
      ingest(stream, n);
      await pass();
    }
    expect(received()).toEqual([[1], [2]]);
    transport.call.take();
    expect(received()).toEqual([[1], [2], [3, 4, 5]]);
  });

  test("sends nothing of a row that is refused", async () => {
    const stream = await openStream();
    ingest(stream, 1);
    expect(() => stream.ingest({ n: 0.5 }, writeNumber)).toThrow(RowError);
    ingest(stream, 2);
    await pass();
    expect(received()).toEqual([[1, 2]]);
    expect(stream.accepted).toBe(2);
  });
});

describe("an ack", () => {
  test("is for every message up to its offset", async () => {
    const stream = await openStream();
    for (let n = 0; n < 4; n++) {
      ingest(stream, 2 * n, 2 * n + 1);
      await pass();
    }
    const waiting = [0, 5, 6].map((offset) => stream.whenAcked(offset));
    transport.call.ack(2);
    expect(await Promise.all(waiting.map(outcome))).toEqual(["done", "done", "pending"]);
    expect(stream.acked).toBe(6);
    transport.call.ack(3);
    expect(await outcome(stream.flush())).toBe("done");
    expect(stream.acked).toBe(8);
  });

  test("that is stale changes nothing, and makes the server no less late", async () => {
    const stream = await openStream({ serverLackOfAckTimeoutMs: 1_000, recovery: false });
    ingest(stream, 1);
    await pass();
    ingest(stream, 2);
    await pass(500);
    transport.call.ack(0);
    await pass(900);
    transport.call.ack(0);
    expect(stream.acked).toBe(1);
    await pass(99);
    expect(errors).toEqual([]);
    await pass(1);
    expect(errors).toMatchObject([{ code: "timeout" }]);
  });

  test.each([
    ["before the server created the stream", false, 0],
    ["beyond what was sent", true, 1],
    ["far beyond", true, 2 ** 60],
  ])("%s acks nothing, and costs the server the connection", async (_, created, wireOffset) => {
    const stream = streamOf();
    ingest(stream, 1);
    await pass();
    if (created) transport.call.created();
    await pass();
    transport.call.ack(wireOffset);
    expect(stream.acked).toBe(0);
    expect(transport.call.isCancelled).toBe(true);
    await pass(2_000);
    transport.call.created();
    await pass();
    expect(transport.calls).toHaveLength(2);
    expect(received()).toEqual([[1]]);
  });

  test("for rows of the last connection does not count on the next", async () => {
    const stream = await openStream();
    ingest(stream, 1);
    await pass();
    transport.call.end(lost);
    await pass(2_000);
    transport.call.ack(0);
    expect(stream.acked).toBe(0);
  });

  test("makes room in the window", async () => {
    const stream = await openStream({ maxInflightRequests: 2 });
    ingest(stream, 1, 2);
    expect(() => ingest(stream, 3)).toThrow(BackpressureError);
    expect(stream).toMatchObject({ accepted: 2, isFull: true });
    const ready = stream.ready();
    expect(await outcome(ready)).toBe("pending");
    transport.call.ack(0);
    expect(await outcome(ready)).toBe("done");
    ingest(stream, 3);
    await pass();
    expect(received()).toEqual([[1, 2], [3]]);
  });
});

describe("a message that breaks the protocol", () => {
  test("ends the connection when the stream is created twice", async () => {
    await openStream();
    const { call } = transport;
    call.created();
    expect(call.isCancelled).toBe(true);
    await pass(2_000);
    expect(transport.calls).toHaveLength(2);
  });
});

describe("a wait that its caller gives up", () => {
  test.each<[string, (stream: IngestStream, signal: AbortSignal) => Promise<unknown>]>([
    ["ready", (stream, signal) => stream.ready({ signal })],
    ["flush", (stream, signal) => stream.flush({ signal })],
    ["whenAcked", (stream, signal) => stream.whenAcked(0, { signal })],
    ["open", (stream, signal) => stream.open({ signal })],
  ])("%s rejects with the reason, and the stream goes on", async (_, wait) => {
    const stream = streamOf({ maxInflightRequests: 1 });
    ingest(stream, 1);
    const abort = new AbortController();
    const waiting = wait(stream, abort.signal).catch((error: unknown) => error);
    await pass();
    abort.abort("tea time");
    expect(await waiting).toMatchObject({ code: "aborted", cause: "tea time" });
    expect(await wait(stream, abort.signal).catch((error: unknown) => error)).toMatchObject({
      code: "aborted",
    });
    transport.call.created();
    await pass();
    transport.call.ack(0);
    expect(await outcome(stream.flush())).toBe("done");
  });
});
