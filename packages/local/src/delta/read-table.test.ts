import { mkdir, mkdtemp, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import { logDirectory, logFileName } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readSnapshot, readTable } from "./read-table.js";

const SCHEMA: StructType = {
  type: "struct",
  fields: [{ name: "id", type: "long", nullable: false, metadata: { comment: "key" } }],
};

async function createTable(): Promise<{ path: string; table: DeltaTable }> {
  const path = await mkdtemp(join(tmpdir(), "read-table-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return { path, table: await DeltaTable.create(path, SCHEMA) };
}

async function readAll(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTable(path)) rows.push(row);
  return rows;
}

const dataFile = async (path: string): Promise<string> =>
  (await readdir(path)).find((name) => name.endsWith(".parquet")) ?? "";

test("a table reads as its rows, in the order of its commits", async () => {
  const { path, table } = await createTable();
  expect(await readAll(path)).toEqual([]);
  await table.append([{ id: 3n }, { id: 1n }]);
  await table.append([{ id: 2n }]);
  expect(await readAll(path)).toEqual([{ id: 3n }, { id: 1n }, { id: 2n }]);
  const snapshot = await readSnapshot(path);
  expect(snapshot).toMatchObject({ version: 2, schema: SCHEMA });
  expect(snapshot.files.map(({ stats }) => JSON.parse(stats ?? "").numRecords)).toEqual([2, 1]);
});

test("a read that has begun does not see later commits", async () => {
  const { path, table } = await createTable();
  await table.append([{ id: 1n }]);
  const reading = readTable(path);
  expect(await reading.next()).toEqual({ done: false, value: { id: 1n } });
  await table.append([{ id: 2n }]);
  expect(await reading.next()).toEqual({ done: true, value: undefined });
});

test("files that others have put elsewhere are found", async () => {
  const { path, table } = await createTable();
  await table.append([{ id: 1n }]);
  const name = await dataFile(path);
  const [add] = (await readSnapshot(path)).files;
  await mkdir(join(path, "größe 5%"));
  await rename(join(path, name), join(path, "größe 5%", "x"));
  const moved = [
    { remove: { path: name, dataChange: true } },
    { add: { ...add, path: "gr%C3%B6%C3%9Fe%205%25/x" } },
    { add: { ...add, path: pathToFileURL(join(path, "größe 5%", "x")).href } },
  ];
  await writeFile(
    join(logDirectory(path), logFileName(2, "json")),
    moved.map((line) => JSON.stringify(line)).join("\n"),
  );
  expect(await readAll(path)).toEqual([{ id: 1n }, { id: 1n }]);
});

test.each<[string, (path: string) => Promise<void>]>([
  ["missing", (path) => rm(path)],
  ["cut short", (path) => truncate(path, 50)],
])("a data file that is %s is an error that names it", async (_, damage) => {
  const { path, table } = await createTable();
  await table.append([{ id: 1n }]);
  const name = await dataFile(path);
  await damage(join(path, name));
  await expect(readAll(path)).rejects.toMatchObject({ code: "corrupt_table" });
  await expect(readAll(path)).rejects.toThrow(`${path}: data file ${name} cannot be read`);
});
