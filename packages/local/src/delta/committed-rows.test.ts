import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Row } from "../schema/row.js";
import { struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { newestRows, rowsAfter, type TableVersion } from "./committed-rows.js";
import { logDirectory, logFileName } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readSnapshot } from "./read-table.js";

const SCHEMA = struct({ id: "integer" });
const OTHER = struct({ id: "string" });

describe(newestRows, () => {
  it("goes back from the newest file, and no further than it has to", async () => {
    const { path, table } = await created();
    for (const ids of [[1], [2, 3], [4, 5, 6]]) await table.append(rows(ids));
    expect(await newest(path, table, 2)).toEqual([[5, 6]]);
    expect(await newest(path, table, 3)).toEqual([[4, 5, 6]]);
    expect(await newest(path, table, 4)).toEqual([[4, 5, 6], [3]]);
    expect(await newest(path, table, 99)).toEqual([[4, 5, 6], [2, 3], [1]]);
    expect(await newest(path, table, 0)).toEqual([]);
    for (const version of [0, 1, 2]) await rm(join(logDirectory(path), logFileName(version, "json")));
    expect(await newest(path, table, 3)).toEqual([[4, 5, 6]]);
  });

  it("reads a version, whatever was committed since", async () => {
    const { path, table } = await created();
    await table.append(rows([1]));
    const before: TableVersion = { version: table.version, schema: table.schema };
    await table.append(rows([2]));
    expect(await newest(path, before, 5)).toEqual([[1]]);
  });

  it("reads no rows that were removed, and those that others rewrote once", async () => {
    const { path, table } = await created();
    await table.append(rows([1]));
    await table.alter({ schema: OTHER, configuration: {}, keepsRows: false });
    expect(await newest(path, table, 5)).toEqual([]);
    await table.append([{ id: "a" }]);
    await table.append([{ id: "b" }]);
    const [first, second] = (await readSnapshot(path)).files;
    const rewritten = [
      { remove: { path: first?.path, dataChange: false } },
      { remove: { path: second?.path, dataChange: false } },
      { add: { ...first, path: `./${first?.path}`, dataChange: false } },
    ];
    await commit(path, table.version + 1, rewritten);
    const version = { version: table.version + 1, schema: OTHER };
    expect(await newest(path, version, 5)).toEqual([["a"]]);
    expect(await after(path, table, version.version)).toEqual([]);
  });

  it("finds rows behind hundreds of commits without any, and behind a log that was cleaned up", async () => {
    const { path, table } = await created();
    await table.append(rows([1, 2]));
    for (let i = 2; i < 230; i++) await commit(path, i, [{ commitInfo: {} }]);
    const before: TableVersion = { version: 229, schema: SCHEMA };
    await table.append(rows([3]));
    await table.close();
    expect(await newest(path, table, 3)).toEqual([[3], [1, 2]]);
    expect(await newest(path, before, 3)).toEqual([[1, 2]]);
    const { checkpoint } = await newestCheckpoint(path);
    for (let i = 0; i < checkpoint; i++) await rm(join(logDirectory(path), logFileName(i, "json")));
    expect(await newest(path, table, 3)).toEqual([[3], [1, 2]]);
  });
});

describe(rowsAfter, () => {
  it("reads what was committed since, in order, and ends at the newest", async () => {
    const { path, table } = await created();
    await table.append(rows([1]));
    const from: TableVersion = { version: table.version, schema: table.schema };
    expect(await after(path, from, table.version)).toEqual([]);
    await table.append(rows([2, 3]));
    await table.append(rows([4]));
    expect(await after(path, from, table.version)).toEqual([
      [2, [2, 3]],
      [3, [4]],
    ]);
  });

  it("reads each row by the columns of its own commit", async () => {
    const { path, table } = await created();
    const from: TableVersion = { version: table.version, schema: table.schema };
    await table.append(rows([1]));
    const schema = struct({ label: "string" });
    await table.alter({ schema, configuration: {}, keepsRows: false });
    await table.append([{ label: "a" }]);
    const found: unknown[] = [];
    for await (const read of rowsAfter(path, from, () => table.version)) {
      if (read.rows.length > 0) found.push([read.version, read.schema, read.rows]);
    }
    expect(found).toEqual([
      [1, SCHEMA, [{ id: 1 }]],
      [3, schema, [{ label: "a" }]],
    ]);
  });

  it("hands out the rows of a large commit a thousand at a time", async () => {
    const { path, table } = await created();
    await table.append(rows(Array.from({ length: 2_500 }, (_, i) => i)));
    const portions = await after(path, { version: 0, schema: SCHEMA }, 1);
    expect(portions.map(([version, ids]) => [version, ids.length])).toEqual([
      [1, 1000],
      [1, 1000],
      [1, 500],
    ]);
  });

  it("says so when the log does not go back so far", async () => {
    const { path, table } = await created();
    await table.append(rows([1]));
    await rm(join(logDirectory(path), logFileName(1, "json")));
    await expect(after(path, { version: 0, schema: SCHEMA }, 1)).rejects.toMatchObject({
      code: "corrupt_table",
    });
  });
});

async function created(): Promise<{ path: string; table: DeltaTable }> {
  const path = join(await temporaryDirectory(), "table");
  return { path, table: await DeltaTable.create(path, SCHEMA) };
}

function rows(ids: readonly number[]): Row[] {
  return ids.map((id) => ({ id }));
}

async function newest(path: string, version: TableVersion, limit: number): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for await (const portion of newestRows(path, version, limit)) found.push(portion.map(({ id }) => id));
  return found;
}

async function after(
  path: string,
  from: TableVersion,
  newestVersion: number,
): Promise<[version: number, ids: unknown[]][]> {
  const found: [number, unknown[]][] = [];
  for await (const { version, rows } of rowsAfter(path, from, () => newestVersion)) {
    if (rows.length > 0) found.push([version, rows.map(({ id }) => id)]);
  }
  return found;
}

async function commit(path: string, version: number, actions: readonly object[]): Promise<void> {
  const text = actions.map((action) => JSON.stringify(action)).join("\n");
  await writeFile(join(logDirectory(path), logFileName(version, "json")), text);
}

async function newestCheckpoint(path: string): Promise<{ checkpoint: number }> {
  const names = await readdir(logDirectory(path));
  const versions = names.flatMap((name) => /^(\d{20})\.checkpoint/.exec(name)?.[1] ?? []);
  return { checkpoint: Math.max(...versions.map(Number)) };
}
