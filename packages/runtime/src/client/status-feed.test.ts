import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ZerobusError } from "../errors.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { lost, type NumberedRow, pass, Rows, sharedBy, TABLE } from "../testing/numbered-rows.js";
import { openTable } from "./open-table.js";
import { type LaneStatus, StatusFeed } from "./status-feed.js";
import type { TableStream } from "./table-stream.js";

let transport: InMemoryTransport;
let stream: TableStream<NumberedRow>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  transport = new InMemoryTransport();
  stream = openTable(Rows, sharedBy(transport), {}, () => {});
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Reads on in the background. */
function watch(from: AsyncIterable<LaneStatus>): {
  readonly seen: LaneStatus[];
  readonly ended: Promise<void>;
} {
  const seen: LaneStatus[] = [];
  const ended = (async () => {
    for await (const status of from) seen.push(status);
  })();
  return { seen, ended };
}

test("statuses tell the whole life of a stream, from wherever it is, to its end", async () => {
  const { seen, ended } = watch(stream.statuses());
  stream.ingest({ n: 1 });
  await pass();
  transport.call.created("first");
  await pass();
  transport.call.end(lost);
  await pass(2_000);
  transport.call.created("second");
  await pass(2_000);
  transport.call.signalClose(1_000);
  await pass();
  transport.call.ack(0);
  await pass();
  transport.call.end();
  await pass();
  transport.call.created("third");
  await pass();
  const closed = stream.close();
  await pass(500);
  await closed;
  await ended;
  expect(seen).toEqual([
    { lane: 0, kind: "idle" },
    { lane: 0, kind: "opening", attempt: 1 },
    { lane: 0, kind: "open", streamId: "first" },
    { lane: 0, kind: "backing-off", attempt: 2, retryInMs: 2_000, cause: lost },
    { lane: 0, kind: "opening", attempt: 2 },
    { lane: 0, kind: "open", streamId: "second" },
    { lane: 0, kind: "rotating" },
    { lane: 0, kind: "opening", attempt: 1 },
    { lane: 0, kind: "open", streamId: "third" },
    { lane: 0, kind: "closing" },
    { lane: 0, kind: "closed" },
  ]);
});

test("statuses of a stream that has failed are its failure, and the end", async () => {
  void stream.open().catch(() => {});
  await pass();
  const gone = new ZerobusError("table_not_found", "gone", { table: TABLE });
  transport.call.end(gone);
  const { seen, ended } = watch(stream.statuses());
  await ended;
  expect(seen).toEqual([{ lane: 0, kind: "failed", cause: gone }]);
});

test("a slow reader misses what came and went, never the latest of each lane", async () => {
  const feed = new StatusFeed(2);
  const reader = feed.watch({});
  expect(await reader.next()).toMatchObject({ value: { lane: 0, kind: "idle" } });
  for (let attempt = 1; attempt <= 1_000; attempt++) feed.publish({ lane: 1, kind: "opening", attempt });
  feed.publish({ lane: 0, kind: "rotating" });
  expect(await reader.next()).toMatchObject({ value: { lane: 1, kind: "idle" } });
  expect(await reader.next()).toMatchObject({ value: { lane: 0, kind: "rotating" } });
  expect(await reader.next()).toMatchObject({ value: { lane: 1, attempt: 1_000 } });
  feed.publish({ lane: 0, kind: "closed" });
  feed.publish({ lane: 1, kind: "closed" });
  expect(await reader.next()).toMatchObject({ value: { lane: 0, kind: "closed" } });
  expect(await reader.next()).toMatchObject({ value: { lane: 1, kind: "closed" } });
  expect(await reader.next()).toMatchObject({ done: true });
});

test("a reader leaves when it breaks off, or when its signal fires", async () => {
  const abort = new AbortController();
  const { ended } = watch(stream.statuses({ signal: abort.signal }));
  await pass();
  abort.abort("enough");
  await expect(ended).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  for await (const status of stream.statuses()) {
    expect(status.kind).toBe("idle");
    break;
  }
});
