import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { pass, streamContext, writeNumber } from "../testing/numbered-rows.js";
import { IngestStream } from "./ingest-stream.js";
import type { StreamOptions } from "./options.js";

let transport: InMemoryTransport;
let errors: ZerobusError[];

beforeEach(() => {
  vi.useFakeTimers();
  // No jitter: the next connection opens as soon as it may.
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
  errors = [];
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Ingests rows with these numbers, a message each. */
async function ingest(stream: IngestStream, ...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) {
    stream.ingest({ n }, writeNumber);
    await pass();
  }
}

/** The server creates the stream on the latest call. */
async function created(): Promise<void> {
  transport.call.created();
  await pass();
}

/** A stream that was created a minute ago, with two rows sent. Without recovery: to rotate is no failure. */
async function openStream(options: StreamOptions = {}): Promise<IngestStream> {
  const onError = (error: ZerobusError): number => errors.push(error);
  const stream = new IngestStream(streamContext(transport, { recovery: false, ...options }, { onError }));
  void stream.open();
  await pass();
  await created();
  await pass(60_000);
  await ingest(stream, 0, 1);
  return stream;
}

/** The numbers in the rows that a call has received. */
function received(call = transport.call): readonly number[] {
  return call.rows(writeNumber).flatMap((rows) => rows.map(({ n }) => n));
}

afterEach(() => {
  expect(errors).toEqual([]);
});

describe("once the server has signalled that it will close", () => {
  test("nothing more is sent, acks still count, and what came meanwhile goes to the next connection", async () => {
    const stream = await openStream();
    const [first] = transport.calls;
    transport.call.signalClose(10_000);
    await ingest(stream, 2, 3);
    expect(received()).toEqual([0, 1]);
    transport.call.ack(0);
    expect(stream.acked).toBe(1);
    expect(first?.isHalfClosed).toBe(false);
    transport.call.ack(1);
    expect(first?.isHalfClosed).toBe(true);
    transport.call.end();
    await pass();
    await created();
    expect(received()).toEqual([2, 3]);
    expect(transport.call.received.map(({ wireOffset }) => wireOffset)).toEqual([0]);
  });

  test("its half of the call is closed at the announced time, whatever is unacked", async () => {
    const stream = await openStream();
    const [first] = transport.calls;
    transport.call.signalClose(10_000);
    await pass(9_999);
    expect(first?.isHalfClosed).toBe(false);
    await pass(1);
    expect(first?.isHalfClosed).toBe(true);
    transport.call.ack(0);
    expect(stream.acked).toBe(1);
    await pass(500);
    expect(first?.isCancelled).toBe(true);
    await created();
    expect(received()).toEqual([1]);
  });

  test("its half of the call is closed at once when nothing is unacked", async () => {
    await openStream();
    transport.call.ack(1);
    transport.call.signalClose(10_000);
    expect(transport.call.isHalfClosed).toBe(true);
  });

  test.each([
    [0, 0],
    [3_000, 3_000],
    [60_000, 10_000],
  ])("it waits %d ms at most, if so wanted, and no longer than announced", async (wanted, want) => {
    await openStream({ streamPausedMaxWaitTimeMs: wanted });
    transport.call.signalClose(10_000);
    if (want > 0) {
      await pass(want - 1);
      expect(transport.call.isHalfClosed).toBe(false);
      await pass(1);
    }
    expect(transport.call.isHalfClosed).toBe(true);
  });

  test("a second signal does not give it more time", async () => {
    await openStream();
    transport.call.signalClose(1_000);
    await pass(900);
    transport.call.signalClose(10_000);
    await pass(100);
    expect(transport.call.isHalfClosed).toBe(true);
  });

  test("the server may be quicker than it said", async () => {
    await openStream();
    transport.call.signalClose(10_000);
    transport.call.end(new ZerobusError("unavailable", "gone"));
    await pass();
    await created();
    expect(received()).toEqual([0, 1]);
  });

  test("the stream can be closed; the last acks are read", async () => {
    const stream = await openStream();
    transport.call.signalClose(10_000);
    const closed = stream.close();
    await pass();
    transport.call.ack(1);
    await pass();
    expect(transport.call.isHalfClosed).toBe(true);
    transport.call.end();
    expect(await closed).toMatchObject({ acked: 2, unacked: [], error: undefined });
    expect(transport.calls).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a server that signals on each new connection gets one a second", async () => {
  const stream = await openStream();
  for (let tenth = 0; tenth < 100; tenth++) {
    transport.call.signalClose(0);
    transport.call.end();
    const before = transport.calls.length;
    await pass(100);
    if (transport.calls.length > before) await created();
  }
  expect(transport.calls.length).toBeGreaterThanOrEqual(10);
  expect(transport.calls.length).toBeLessThanOrEqual(12);
  await pass(1_000);
  await created();
  await ingest(stream, 2);
  expect(received()).toEqual([0, 1, 2]);
});
