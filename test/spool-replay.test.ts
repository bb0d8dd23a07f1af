import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type LocalZerobus, type Row, startLocal } from "@zerobus-gen/local";
import { tableInfoJson } from "@zerobus-gen/schema";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import type { TableSchema } from "zerobus-gen";
import { builtIndex, builtProgram } from "./support/built-program.js";
import { writeTables } from "./support/emit-modules.js";
import { storedRows } from "./support/local-orders.js";
import { ORDERS } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const PROGRAM = await builtProgram("ingest-spooled");

let spool: string;

beforeEach(() => {
  spool = temporaryFolder();
});

interface Server {
  readonly local: LocalZerobus;
  readonly stored: () => Promise<readonly Row[]>;
}

async function serve(schema: TableSchema): Promise<Server> {
  const dir = temporaryFolder();
  const local = await startLocal({ dir, tables: [tableInfoJson(schema)] });
  onTestFinished(() => local.close());
  return { local, stored: () => storedRows(join(dir, "main/shop/orders")) };
}

/** Runs the program against a server, until it has said this often that a row is accepted; or to its end. */
async function run(
  { local }: Server,
  index: string,
  args: readonly string[],
  killAt = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [PROGRAM, index, spool, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ZEROBUS_EMULATOR_HOST: new URL(local.endpoint).host },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const exited = once(child, "exit");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length > killAt) child.kill("SIGKILL");
  }
  expect(await exited).toEqual(killAt < Number.POSITIVE_INFINITY ? [null, "SIGKILL"] : [0, null]);
  return said;
}

function acceptedIn(said: readonly string[]): readonly number[] {
  return said.flatMap((line) => /^accepted (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
}

/** An order as it lies in the table. */
function storedOrder(order: number): Row {
  return {
    order_id: BigInt(order) + 2n ** 60n,
    placed_at: BigInt(order) * 1000n,
    total: 10n,
    customer_name: null,
    items: [
      { sku: `ä ${order}`, quantity: order },
      { sku: "", quantity: null },
    ],
  };
}

/** The folders of the table's spool, without its locks. */
function keptFiles(): readonly string[] {
  const files = readdirSync(spool, { recursive: true, encoding: "utf8" });
  return files.filter((name) => /lane-0.[^l]/.test(name));
}

it("no row that a process accepted is missed, however often the process is killed", async () => {
  const server = await serve(ORDERS);
  const index = await builtIndex(writeTables([ORDERS]));
  const accepted: number[] = [];
  for (const [round, killAt] of [1, 400, 37, 900].entries()) {
    accepted.push(...acceptedIn(await run(server, index, [String(round * 10_000), "1000"], killAt)));
  }
  const [left, end] = await run(server, index, ["0", "close"]);
  expect(end).toBe(`acked ${left?.split(" ")[1]} unacked 0`);
  const stored = await server.stored();
  const ids = new Set(stored.map((row) => row.order_id));
  expect(accepted.filter((order) => !ids.has(storedOrder(order).order_id ?? null))).toEqual([]);
  for (const row of stored) expect(row).toEqual(storedOrder(Number(row.placed_at) / 1000));
  expect(keptFiles()).toEqual([]);
}, 60_000);

it("rows of a killed process are the next one's, typed, though the table and its client have a new column", async () => {
  const before = await serve(ORDERS);
  before.local.faults.add({ fault: { kind: "never-create" }, times: "always" });
  const killed = await run(before, await builtIndex(writeTables([ORDERS])), ["0", "500"], 300);
  const accepted = acceptedIn(killed);
  expect(accepted.length).toBeGreaterThanOrEqual(300);
  expect(await before.stored()).toEqual([]);
  expect(keptFiles()).toHaveLength(1);

  const changed: TableSchema = {
    ...ORDERS,
    columns: [...ORDERS.columns, { name: "note", number: 6, type: { kind: "string" }, nullable: true }],
  };
  const after = await serve(changed);
  const said = await run(after, await builtIndex(writeTables([changed])), ["0", "close"]);
  const count = Number(said[0]?.split(" ")[1]);
  // The last one may have been accepted, and not been said.
  expect(count).toBeGreaterThanOrEqual(accepted.length);
  expect(said).toEqual([`left ${count}`, `acked ${count} unacked 0`]);
  const rows = Array.from({ length: count }, (_, order) => ({ ...storedOrder(order), note: null }));
  expect(await after.stored()).toEqual(rows);
  expect(await run(after, await builtIndex(writeTables([changed])), ["0", "close"])).toEqual([
    "left 0",
    "acked 0 unacked 0",
  ]);
}, 60_000);
