import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HeadersProvider } from "../auth/headers-provider.js";
import { type ErrorCode, ZerobusError } from "../errors.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { lost, pass, streamContext, writeNumber } from "../testing/numbered-rows.js";
import { IngestStream } from "./ingest-stream.js";
import type { StreamOptions } from "./options.js";

const rejected = new ZerobusError("unauthenticated", "no");

let transport: InMemoryTransport;
let errors: ZerobusError[];
/** What is asked of the credentials. A test may replace them. */
let headers: (table: string, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;
let invalidate: NonNullable<HeadersProvider["invalidate"]>;
let tokens: number;

beforeEach(() => {
  vi.useFakeTimers();
  // No jitter: the first pause is 2 s, the second 4 s, and so on.
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
  errors = [];
  tokens = 1;
  invalidate = () => void tokens++;
  headers = async () => ({ authorization: `Bearer ${tokens}` });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function streamOf(options: StreamOptions = {}): IngestStream {
  const credentials: HeadersProvider = {
    headers: (table, signal) => headers(table, signal),
    invalidate: (table, given) => invalidate(table, given),
  };
  const onError = (error: ZerobusError): number => errors.push(error);
  return new IngestStream(streamContext(transport, options, { credentials, onError }));
}

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

/** A stream that the server has created, with rows sent and not acked. */
async function streamWith(options: StreamOptions, ...numbers: readonly number[]): Promise<IngestStream> {
  const stream = streamOf(options);
  void stream.open();
  await pass();
  await created();
  await ingest(stream, ...numbers);
  return stream;
}

/** Each message of a call: its offset, and the numbers in its rows. */
function received(call = transport.call): readonly (readonly [number, ...number[]])[] {
  return call
    .rows(writeNumber)
    .map((rows, at) => [call.received[at]?.wireOffset ?? -1, ...rows.map(({ n }) => n)]);
}

/** The code of the error that a promise rejects with. */
const codeOf = (promise: Promise<unknown>): Promise<ErrorCode | "none"> =>
  promise.then(
    () => "none",
    (error: unknown) => (error instanceof ZerobusError ? error.code : Promise.reject(error)),
  );

describe("a lost connection", () => {
  test("is replaced after a pause; what is unacked goes again, in order, from offset 0", async () => {
    const stream = await streamWith({}, 0, 1, 2, 3, 4);
    transport.call.ack(1);
    transport.call.end(lost);
    await ingest(stream, 5, 6);
    await pass(1_997);
    expect(transport.calls).toHaveLength(1);
    await pass(1);
    expect(transport.calls).toHaveLength(2);
    await created();
    expect(received()).toEqual([
      [0, 2],
      [1, 3],
      [2, 4],
      [3, 5, 6],
    ]);
    transport.call.ack(3);
    await stream.flush();
    expect(stream).toMatchObject({ accepted: 7, acked: 7 });
  });

  test("is replaced as well when the server ended it cleanly", async () => {
    await streamWith({}, 0);
    transport.call.end();
    await pass(2_000);
    await created();
    expect(received()).toEqual([[0, 0]]);
  });

  test("ends the stream when recovery is off", async () => {
    const stream = await streamWith({ recovery: false }, 0);
    transport.call.end(lost);
    expect(await codeOf(stream.flush())).toBe("unavailable");
    expect(errors).toEqual([lost]);
    expect(transport.calls).toHaveLength(1);
  });

  test("replaces a server that takes rows and acks none", async () => {
    await streamWith({ serverLackOfAckTimeoutMs: 5_000 }, 0);
    await pass(4_998);
    expect(transport.call.isCancelled).toBe(false);
    await pass(1);
    expect(transport.call.isCancelled).toBe(true);
    await pass(2_000);
    await created();
    expect(received()).toEqual([[0, 0]]);
  });

  test("may be idle for as long as nothing awaits an ack", async () => {
    await streamWith({ serverLackOfAckTimeoutMs: 5_000 }, 0);
    transport.call.ack(0);
    await pass(86_400_000);
    expect(transport.calls).toHaveLength(1);
    expect(transport.call.isCancelled).toBe(false);
  });
});

describe("an attempt to connect", () => {
  test("is given up when the server does not create the stream in time", async () => {
    const stream = streamOf({ recoveryTimeoutMs: 1_000 });
    await ingest(stream, 0);
    await pass(1_000);
    expect(transport.call.isCancelled).toBe(true);
    await pass(2_000);
    expect(transport.calls).toHaveLength(2);
  });

  test("is given up when the headers do not come in time, and whoever fetches them is told", async () => {
    const signals: AbortSignal[] = [];
    headers = (_, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    };
    await ingest(streamOf({ recoveryTimeoutMs: 1_000 }), 0);
    await pass(3_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(transport.calls).toHaveLength(0);
  });

  test("is repeated after 2, 4, 8 and 16 seconds, and then no more", async () => {
    const stream = streamOf();
    const flushed = codeOf(stream.open());
    const starts: number[] = [];
    const begin = performance.now();
    for (let attempt = 0; attempt < 5; attempt++) {
      await pass(0);
      starts.push((performance.now() - begin) / 1_000);
      transport.call.end(lost);
      await pass(2_000 * 2 ** attempt);
    }
    expect(starts).toEqual([0, 2, 6, 14, 30]);
    expect(await flushed).toBe("recovery_exhausted");
    await pass(86_400_000);
    expect(transport.calls).toHaveLength(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("fails like any other when the headers fail within the call that asks for them", async () => {
    let asked = 0;
    headers = () => {
      asked++;
      throw new Error("mine");
    };
    const opened = codeOf(streamOf().open());
    await pass(30_000);
    expect(await opened).toBe("recovery_exhausted");
    expect([asked, errors.length]).toEqual([5, 1]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["an ack", async () => transport.call.ack(0)],
    ["fifteen seconds of uptime", () => pass(15_000)],
  ])("has all its repeats again after %s", async (_, sign) => {
    await streamWith({ recoveryRetries: 1 }, 0, 1);
    transport.call.end(lost);
    await pass(2_000);
    await created();
    await sign();
    transport.call.end(lost);
    await pass(2_000);
    expect(transport.calls).toHaveLength(3);
    expect(errors).toEqual([]);
  });
});

describe("a stream that has given up", () => {
  test("says why to all who wait, and to all who come later", async () => {
    const stream = await streamWith({ recoveryRetries: 0, maxInflightRequests: 1 }, 0);
    const waiting = [stream.flush(), stream.ready(), stream.whenAcked(0)].map(codeOf);
    transport.call.end(lost);
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 3 }, () => "recovery_exhausted"));
    const late = [stream.flush(), stream.ready(), stream.whenAcked(0), stream.open()].map(codeOf);
    expect(await Promise.all(late)).toEqual(Array.from({ length: 4 }, () => "recovery_exhausted"));
    expect(() => stream.ingest({ n: 1 }, writeNumber)).toThrow(errors[0]);
    expect(errors).toHaveLength(1);
  });

  test("keeps what it had acked", async () => {
    const stream = await streamWith({ recoveryRetries: 0 }, 0, 1);
    transport.call.ack(0);
    transport.call.end(lost);
    await stream.whenAcked(0);
    expect(await stream.close()).toMatchObject({
      acked: 1,
      unacked: [{ rows: 1, firstOffset: 1 }],
      error: errors[0],
    });
  });

  test("gives up at once for what no retry mends", async () => {
    const stream = await streamWith({}, 0);
    transport.call.end(new ZerobusError("schema_mismatch", "no"));
    expect(await codeOf(stream.flush())).toBe("schema_mismatch");
    expect(transport.calls).toHaveLength(1);
  });
});

describe("credentials that the server rejects", () => {
  test("are renewed once", async () => {
    const stream = streamOf();
    await ingest(stream, 0);
    transport.call.end(rejected);
    await pass(2_000);
    expect(transport.calls.map((call) => call.headers.authorization)).toEqual(["Bearer 1", "Bearer 2"]);
    await created();
    transport.call.ack(0);
    await stream.flush();
    expect(errors).toEqual([]);
  });

  test("by a provider that fails to forget them leave the stream alive, and to the server's judgement", async () => {
    invalidate = () => {
      throw new Error("the provider is broken");
    };
    const stream = streamOf();
    await ingest(stream, 0);
    transport.call.end(rejected);
    await pass(2_000);
    await created();
    transport.call.ack(0);
    await stream.flush();
    expect([stream.acked, ...errors]).toEqual([1]);
  });

  test("are named to the provider: those that were sent, or none where none were", async () => {
    const told: (readonly [string, string | undefined])[] = [];
    invalidate = (table, given) => void told.push([table, given?.authorization]);
    const stream = streamOf();
    await ingest(stream, 0);
    tokens = 7;
    transport.call.end(rejected);
    headers = () => Promise.reject(rejected);
    await pass(2_000);
    expect(told).toEqual([
      ["main.shop.orders", "Bearer 1"],
      ["main.shop.orders", undefined],
    ]);
    await stream.close();
  });

  test("and rejects again end the stream", async () => {
    const stream = streamOf();
    await ingest(stream, 0);
    transport.call.end(rejected);
    await pass(2_000);
    transport.call.end(rejected);
    expect(await codeOf(stream.flush())).toBe("unauthenticated");
    expect(tokens).toBe(3);
  });
});
