import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FaultHandle } from "@zerobus-gen/local";
import { connect, type Receipt, type StreamOptions, type TableStream } from "@zerobus-gen/runtime";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AnyRow } from "./support/emit-modules.js";
import { type LocalOrders, localOrders } from "./support/local-orders.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** Has the server refuse every row whose customer is called so. */
const POISON = "poison";

interface Rejecting extends LocalOrders {
  readonly orders: TableStream<AnyRow>;
  /** The rows that were handed over, by number and offset. */
  readonly rejected: (readonly [number, number | undefined])[];
}

async function rejectingOrders(
  options: StreamOptions = {},
  onRejected: (all: Rejecting) => void = () => {},
): Promise<Rejecting> {
  const all = await localOrders();
  const { local, tables } = all;
  const fault = { kind: "refuse-row", column: "customer_name", equals: POISON } as const;
  local.faults.add({ fault, times: "always" });
  const rejected: (readonly [number, number | undefined])[] = [];
  const zerobus = connect({
    tables,
    stream: { recoveryBackoffMs: 5, ...options },
    streams: {
      orders: {
        laneKey: ({ order_id }) => `customer ${Number(order_id) % 7}`,
        onRejected: ({ order_id }, { offset }) => {
          rejected.push([Number(order_id), offset]);
          onRejected(rejecting);
        },
      },
    },
  });
  onTestFinished(() => zerobus.close({ signal: AbortSignal.abort() }));
  const rejecting: Rejecting = { ...all, orders: zerobus.tables.orders, rejected };
  return rejecting;
}

function order(id: number, isPoison: boolean, filler = ""): AnyRow {
  return {
    order_id: id,
    placed_at: new Date(id),
    customer_name: isPoison ? POISON : "somebody",
    items: filler === "" ? [] : [{ sku: filler }],
  };
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);
const ids = (rows: readonly { readonly order_id?: unknown }[]): readonly number[] =>
  rows.map(({ order_id }) => Number(order_id));

describe("the rows that a server refuses are handed over, and the table holds all others, in order,", () => {
  it.each<[string, number, readonly number[], StreamOptions]>([
    ["the first", 100, [0], {}],
    ["the last", 100, [99], {}],
    ["the only one", 1, [0], {}],
    ["every one", 6, [0, 1, 2, 3, 4, 5], {}],
    ["several of one batch, side by side too", 200, [0, 50, 51, 52, 130, 199], {}],
    ["some as JSON", 200, [0, 50, 51, 199], { recordType: "json" }],
    ["some with a spool", 200, [3, 4, 198], { spool: { dir: "" } }],
  ])("%s", async (_, count, poison, options) => {
    const spool = options.spool && { dir: temporaryFolder() };
    const deadLetterFile = join(temporaryFolder(), "dead.ndjson");
    const { orders, rejected, stored } = await rejectingOrders({ ...options, spool, deadLetterFile });
    const receipts = numbers(count).map((n) => orders.ingest(order(n, poison.includes(n))));
    const outcomes = Promise.allSettled(receipts);
    await orders.flush();
    expect(rejected).toEqual(poison.map((n) => [n, n]));
    const good = numbers(count).filter((n) => !poison.includes(n));
    expect(ids(await stored())).toEqual(good);
    expect((await outcomes).flatMap(({ status }, n) => (status === "rejected" ? [n] : []))).toEqual(poison);
    const letters = readFileSync(deadLetterFile, "utf8").trimEnd().split("\n");
    expect(ids(letters.map((line) => JSON.parse(line).row))).toEqual(poison);
    expect(await orders.close()).toMatchObject({
      acked: good.length,
      rejected: poison.length,
      spooled: 0,
      unacked: [],
      error: undefined,
    });
  });

  it("some of many batches in flight", async () => {
    const { orders, rejected, stored } = await rejectingOrders();
    const poison = [0, 700, 701, 1_500, 2_999];
    const filler = "x".repeat(1_000);
    await orders.ingestAll(numbers(3_000).map((n) => order(n, poison.includes(n), filler)));
    await orders.flush();
    expect(rejected.map(([n]) => n)).toEqual(poison);
    expect(ids(await stored())).toEqual(numbers(3_000).filter((n) => !poison.includes(n)));
  });

  it("though the connection is lost while one is looked for", async () => {
    const cuts: FaultHandle[] = [];
    const { orders, rejected, stored } = await rejectingOrders({}, ({ local: { faults } }) => {
      cuts.push(faults.add({ fault: { kind: "cut" } }), faults.add({ fault: { kind: "commit-then-cut" } }));
    });
    const poison = [10, 11, 60];
    await orders.ingestAll(numbers(100).map((n) => order(n, poison.includes(n))));
    await orders.flush();
    expect(rejected.map(([n]) => n)).toEqual(poison);
    expect(cuts.filter(({ hits }) => hits > 0).length).toBeGreaterThan(2);
    // What was committed and not acked is sent again.
    const first = [...new Set(ids(await stored()))];
    expect(first).toEqual(numbers(100).filter((n) => !poison.includes(n)));
    expect(orders).toMatchObject({ accepted: 100, acked: 97, rejected: 3 });
  });

  it("with lanes, in the order of each key", async () => {
    const { orders, rejected, stored } = await rejectingOrders({ lanes: 3 });
    const isPoison = (n: number): boolean => n % 97 === 5 || n === 499;
    const receipts = new Map<number, Receipt>();
    for (const n of numbers(500)) receipts.set(n, orders.ingest(order(n, isPoison(n))));
    await orders.flush();
    expect(rejected.toSorted(([a], [b]) => a - b)).toEqual(
      numbers(500)
        .filter(isPoison)
        .map((n) => [n, receipts.get(n)?.offset]),
    );
    const got = ids(await stored());
    for (let key = 0; key < 7; key++) {
      const ofKey = (n: number): boolean => n % 7 === key;
      expect(got.filter(ofKey)).toEqual(numbers(500).filter((n) => ofKey(n) && !isPoison(n)));
    }
    expect(await orders.close()).toMatchObject({ acked: 493, rejected: 7, unacked: [] });
  });
});

it("wherever poison is, in however many batches and lanes, accepted = acked + rejected, and no other row is missed", async () => {
  const { local, tables, stored } = await rejectingOrders();
  let first = 0;
  const run = fc.record({
    turns: fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 }),
    lanes: fc.integer({ min: 1, max: 3 }),
    recordType: fc.constantFrom("proto" as const, "json" as const),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ turns, lanes, recordType }) => {
      const rejected: number[] = [];
      const zerobus = connect({ tables, stream: { recoveryBackoffMs: 5 } });
      const orders = await zerobus.open(tables.orders, {
        lanes,
        recordType,
        onRejected: ({ order_id }) => rejected.push(Number(order_id)),
      });
      const sent: { readonly id: number; readonly isPoison: boolean }[] = [];
      for (const turn of turns) {
        for (const isPoison of turn) {
          sent.push({ id: first, isPoison });
          orders.ingest(order(first++, isPoison));
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      const report = await orders.close();
      await zerobus.close();
      expect(report).toMatchObject({ unacked: [], acked: sent.length - rejected.length });
      expect(rejected.toSorted((a, b) => a - b)).toEqual(
        sent.filter((row) => row.isPoison).map(({ id }) => id),
      );
      const own = ids(await stored()).filter((id) => id >= (sent[0]?.id ?? 0));
      expect(lanes === 1 ? own : own.toSorted((a, b) => a - b)).toEqual(
        sent.filter((row) => !row.isPoison).map(({ id }) => id),
      );
    }),
    { numRuns: 15 },
  );
  expect(local.streams().length).toBeGreaterThan(15);
}, 60_000);
