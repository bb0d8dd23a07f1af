import { readdirSync } from "node:fs";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readTable } from "../delta/read-table.js";
import { CrashFolders } from "../testing/disk/crash-folders.js";
import { type CrashCase, crashesOf } from "../testing/disk/crashes.js";
import { DiskTrace } from "../testing/disk/disk-trace.js";
import { asLostProcess } from "../testing/disk/lost-process.js";
import { seeded } from "../testing/disk/seeded.js";
import { encoded } from "../testing/encoded.js";
import { struct } from "../testing/schemas.js";
import { deltaFormat } from "./delta-format.js";
import { lockDirectory } from "./directory-lock.js";
import { Warehouse } from "./warehouse.js";

const ORDERS = { catalog: "main", schema: "shop", table: "orders" };
const ITEMS = { catalog: "main", schema: "shop", table: "items" };
const NUMBERS = struct({ n: "integer" });

/** The rows of each table. */
type Contents = Readonly<Record<string, readonly number[]>>;

/** What is done to a warehouse, and what is in it once that is done. */
const STEPS: readonly (readonly [(warehouse: Warehouse) => Promise<unknown>, Contents])[] = [
  [(warehouse) => warehouse.create(ORDERS, { schema: NUMBERS }), { "main.shop.orders": [] }],
  [(warehouse) => append(warehouse, "main.shop.orders", 1), { "main.shop.orders": [1] }],
  [
    (warehouse) => warehouse.create(ITEMS, { schema: NUMBERS }),
    { "main.shop.items": [], "main.shop.orders": [1] },
  ],
  [
    (warehouse) => append(warehouse, "main.shop.items", 2),
    { "main.shop.items": [2], "main.shop.orders": [1] },
  ],
  [(warehouse) => warehouse.drop("main.shop.orders"), { "main.shop.items": [2] }],
  [
    (warehouse) => warehouse.create(ORDERS, { schema: NUMBERS }),
    { "main.shop.items": [2], "main.shop.orders": [] },
  ],
  [(warehouse) => warehouse.drop("main.shop.items"), { "main.shop.orders": [] }],
];

const folders = new CrashFolders();
afterAll(() => folders[Symbol.dispose]());

async function append(warehouse: Warehouse, table: string, n: number): Promise<void> {
  await warehouse.get(table)?.store.append([encoded(NUMBERS)({ n })]);
}

async function contentsOf(warehouse: Warehouse): Promise<Contents> {
  const contents: Record<string, number[]> = {};
  for (const { fullName, directory } of warehouse.list()) {
    const rows: number[] = [];
    for await (const { n } of readTable(directory ?? "")) rows.push(Number(n));
    contents[fullName] = rows;
  }
  return contents;
}

/** A server's life, up to its end, and the disks that a crash on the way may leave. */
async function crashes(seed: number, perMoment: number): Promise<readonly CrashCase[]> {
  const folder = folders.empty();
  using trace = new DiskTrace(folder);
  await asLostProcess(async () => {
    const lock = await lockDirectory(folder);
    const warehouse = await Warehouse.open(folder, deltaFormat, expect.fail);
    for (const [index, [step]] of STEPS.entries()) {
      await step(warehouse);
      trace.tell(String(index + 1));
    }
    await warehouse.close();
    await lock.release();
  });
  return crashesOf(trace.steps, { perMoment, random: seeded(seed) });
}

test("a power cut undoes nothing that was done to the tables, and leaves no half of one", async () => {
  const states: readonly Contents[] = [{}, ...STEPS.map(([, contents]) => contents)];
  await fc.assert(
    fc.asyncProperty(fc.noShrink(fc.integer()), async (seed) => {
      for (const { image, told, label } of await crashes(seed, 24)) {
        await folders.withImage(image, async (folder) => {
          const lock = await lockDirectory(folder);
          const lines: string[] = [];
          const warehouse = await Warehouse.open(folder, deltaFormat, (line) => lines.push(line));
          expect(lines, label).toEqual([]);
          expect(states.slice(told.length), label).toContainEqual(await contentsOf(warehouse));
          await warehouse.close();
          await lock.release();
          expect(
            readdirSync(folder).filter((name) => name !== "main"),
            label,
          ).toEqual([]);
        });
      }
    }),
    { numRuns: 1 },
  );
}, 120_000);
