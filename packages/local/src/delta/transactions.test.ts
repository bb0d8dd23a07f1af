import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Row } from "../schema/row.js";
import { struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { logDirectory, logFileName, readCommit } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readTable } from "./read-table.js";

const SCHEMA = struct({ "!id": "long" });

async function createTable(): Promise<{ path: string; table: DeltaTable }> {
  const path = join(await temporaryDirectory(), "table");
  return { path, table: await DeltaTable.create(path, SCHEMA) };
}

async function idsIn(path: string): Promise<number[]> {
  const rows: Row[] = [];
  for await (const row of readTable(path)) rows.push(row);
  return rows.map(({ id }) => Number(id));
}

const upTo = (version: number): { txn: { appId: string; version: number; lastUpdated: number } } => ({
  txn: { appId: "app", version, lastUpdated: 1_700_000_000_000 },
});

test("a transaction is recorded in the commit of its rows", async () => {
  const { path, table } = await createTable();
  expect(table.transaction("app")).toBeUndefined();
  await table.append([{ id: 1n }], upTo(7));
  expect(table.transaction("app")).toBe(7);
  expect(table.transaction("another")).toBeUndefined();
  expect(await readCommit(logDirectory(path), 1)).toEqual([
    { commitInfo: expect.anything() },
    upTo(7),
    { add: expect.anything() },
  ]);
});

test("a transaction that the table has recorded brings its rows no second time", async () => {
  const { path, table } = await createTable();
  await table.append([{ id: 1n }], upTo(7));
  expect(await table.append([{ id: 1n }], upTo(7))).toEqual({ version: 1, bytes: 0 });
  const later = await DeltaTable.open(path);
  expect(await later.append([{ id: 1n }], upTo(6))).toEqual({ version: 1, bytes: 0 });
  await later.append([{ id: 2n }], upTo(8));
  expect(await idsIn(path)).toEqual([1, 2]);
});

test("a transaction is recorded without rows too", async () => {
  const { path, table } = await createTable();
  expect(await table.append([], upTo(7))).toEqual({ version: 1, bytes: 0 });
  expect(await table.append([], upTo(7))).toEqual({ version: 1, bytes: 0 });
  expect((await DeltaTable.open(path)).transaction("app")).toBe(7);
  expect(await idsIn(path)).toEqual([]);
});

test("a transaction that another writer recorded in the meantime brings its rows no second time", async () => {
  const { path, table } = await createTable();
  const other = await DeltaTable.open(path);
  await other.append([{ id: 1n }], upTo(7));
  expect(await table.append([{ id: 1n }], upTo(7))).toEqual({ version: 1, bytes: 0 });
  await table.append([{ id: 2n }], upTo(8));
  expect(await idsIn(path)).toEqual([1, 2]);
  expect((await readdir(path)).filter((name) => name.endsWith(".parquet"))).toHaveLength(2);
});

test("rows do not join a table in which another writer has recorded a part of them meanwhile", async () => {
  const { path, table } = await createTable();
  const other = await DeltaTable.open(path);
  await other.append([{ id: 1n }], upTo(7));
  const rows = [{ id: 1n }, { id: 2n }];
  await expect(table.append(rows, upTo(8))).rejects.toMatchObject({ code: "table_busy" });
  expect(table.transaction("app")).toBe(7);
  await table.append([{ id: 2n }], upTo(8));
  expect(await idsIn(path)).toEqual([1, 2]);
});

test("a checkpoint holds the transactions", async () => {
  const { path, table } = await createTable();
  for (let version = 1; version <= 10; version++)
    await table.append([{ id: BigInt(version) }], upTo(version));
  await table.close();
  for (let version = 0; version < 10; version++)
    await rm(join(logDirectory(path), logFileName(version, "json")));
  const later = await DeltaTable.open(path);
  expect(later.transaction("app")).toBe(10);
  expect((await later.append([{ id: 10n }], upTo(10))).version).toBe(10);
});

test("a table that cannot be synced says so", async () => {
  const { path, table } = await createTable();
  await table.sync();
  await rm(logDirectory(path), { recursive: true });
  await expect(table.sync()).rejects.toMatchObject({ code: "write_failed" });
  await mkdir(logDirectory(path));
  await table.sync();
});
