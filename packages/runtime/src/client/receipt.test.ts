import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { ZerobusError } from "../errors.js";
import { IngestStream } from "../stream/ingest-stream.js";
import { InMemoryTransport } from "../testing/in-memory-transport.js";
import { streamContext } from "../testing/numbered-rows.js";
import { Receipt } from "./receipt.js";

const writeRow = (w: RowWriter, row: { readonly n: number }): void => w.int(1, "n", row.n);
const lost = new ZerobusError("unavailable", "lost", { table: "main.shop.orders" });

/** Two rows sent, on a stream without recovery, and their receipts. */
async function twoReceipts(): Promise<{
  readonly transport: InMemoryTransport;
  readonly receipts: readonly Receipt[];
}> {
  const transport = new InMemoryTransport();
  const stream = new IngestStream(streamContext(transport, { recovery: false }));
  const receipts = [1, 2].map((n) => new Receipt(stream.ingest({ n }, writeRow), stream));
  await setImmediate();
  transport.call.created();
  await setImmediate();
  return { transport, receipts };
}

test("a receipt has its offset at once, and is awaited like a promise, as often as one likes", async () => {
  const { transport, receipts } = await twoReceipts();
  expect(receipts.map(({ offset }) => offset)).toEqual([0, 1]);
  transport.call.ack(0);
  expect(await Promise.all([...receipts, ...receipts])).toEqual([0, 1, 0, 1]);
  expect(await receipts[1]?.then((offset) => offset + 10)).toBe(11);
});

test("a receipt rejects with the reason when the stream ends without its ack", async () => {
  const { transport, receipts } = await twoReceipts();
  const outcomes = receipts.map((receipt) => receipt.then(undefined, (error) => error));
  transport.call.end(lost);
  expect(await Promise.all(outcomes)).toEqual([lost, lost]);
  expect(await receipts[0]?.then(null, () => "handled later")).toBe("handled later");
});

test("a receipt that nobody awaits rejects nowhere", async () => {
  const unhandled: unknown[] = [];
  const listener = (error: unknown): number => unhandled.push(error);
  process.on("unhandledRejection", listener);
  const { transport } = await twoReceipts();
  transport.call.end(lost);
  await setImmediate();
  process.off("unhandledRejection", listener);
  expect(unhandled).toEqual([]);
});

test("a receipt is waited for as long as a signal lets it, and is good for another wait after that", async () => {
  const { transport, receipts } = await twoReceipts();
  const abort = new AbortController();
  const waiting = receipts[0]?.durable({ signal: abort.signal });
  abort.abort("tea time");
  await expect(waiting).rejects.toMatchObject({ code: "aborted", cause: "tea time" });
  transport.call.ack(0);
  expect(await receipts[0]?.durable({})).toBe(0);
});
