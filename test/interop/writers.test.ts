import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readSnapshot } from "@zerobus-gen/local";
import { describe, expect, it, onTestFinished } from "vitest";
import { DeltaTable } from "../../packages/local/src/delta/delta-table.js";
import { struct } from "../../packages/local/src/testing/schemas.js";
import { storedRows } from "../support/local-orders.js";
import { deltaTable, query } from "./clickhouse/chdb.js";
import { writeTable } from "./tables/write-table.js";

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const APPEND = fileURLToPath(new URL("programs/append.ts", import.meta.url));
const IDS = struct({ id: "long" });

describe("four processes that append to one table at the same time", () => {
  it("leave every version and every row for chDB", async () => {
    const path = await writeTable(IDS, []);
    await Promise.all([0, 1, 2, 3].map((writer) => append(path, writer * 25, 25)));
    expect(await idsFoundByChdb(path)).toEqual(Array.from({ length: 100 }, (_, id) => id));
    expect((await readSnapshot(path)).version).toBe(100);
  });
});

describe("chDB as another writer of the table", () => {
  it("appends between our commits, and both read what both wrote", async () => {
    const path = await writeTable(IDS, []);
    await using table = await DeltaTable.open(path);
    for (let id = 0; id < 24; id += 2) {
      await table.append([{ id: BigInt(id) }]);
      await appendByChdb(path, id + 1);
    }
    const all = Array.from({ length: 24 }, (_, id) => id);
    expect(await idsFoundByChdb(path)).toEqual(all);
    expect(await idsFoundByUs(path)).toEqual(all);
    expect((await readSnapshot(path)).version).toBe(24);
  });

  it("appends while processes of ours do, and nothing is lost", async () => {
    const path = await writeTable(IDS, []);
    const ours = Promise.all([append(path, 0, 20), append(path, 20, 20)]);
    const theirs: number[] = [];
    for (let id = 100; id < 110; id++) {
      const isCommitted = await appendByChdb(path, id).then(
        () => true,
        () => false, // It does not try again after a race that it lost.
      );
      if (isCommitted) theirs.push(id);
    }
    await ours;
    const all = [...Array.from({ length: 40 }, (_, id) => id), ...theirs];
    expect(await idsFoundByChdb(path)).toEqual(all);
    expect(await idsFoundByUs(path)).toEqual(all);
    expect(theirs.length).toBeGreaterThan(0);
  });
});

async function append(path: string, first: number, count: number): Promise<void> {
  const args = ["--import", TSX, APPEND, path, String(first), String(count)];
  const writer = spawn(process.execPath, args, { stdio: "inherit" });
  onTestFinished(() => void writer.kill("SIGKILL"));
  expect(await once(writer, "exit")).toEqual([0, null]);
}

async function appendByChdb(path: string, id: number): Promise<void> {
  const settings = "allow_experimental_delta_lake_writes = 1";
  await query(`insert into function ${deltaTable(path)} settings ${settings} select toInt64(${id}) as id`);
}

async function idsFoundByChdb(path: string): Promise<readonly number[]> {
  const { rows } = await query(`select id from ${deltaTable(path)} order by id`);
  return rows.map(([id]) => Number(id));
}

async function idsFoundByUs(path: string): Promise<readonly number[]> {
  return (await storedRows(path)).map(({ id }) => Number(id)).sort((a, b) => a - b);
}
