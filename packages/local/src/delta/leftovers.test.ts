import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { writeCheckpoint } from "./checkpoint.js";
import { logDirectory, logFileName } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { ownedName } from "./file-owner.js";
import { removeUnborn } from "./leftovers.js";
import { readTable } from "./read-table.js";
import { loadSnapshot } from "./snapshot.js";

const TWO_HOURS_AGO = new Date(Date.now() - 2 * 60 * 60 * 1000);

async function createTable(): Promise<string> {
  const table = await mkdtemp(join(tmpdir(), "leftovers-"));
  onTestFinished(() => rm(table, { recursive: true }));
  await DeltaTable.create(table, {
    type: "struct",
    fields: [{ name: "id", type: "long", nullable: true, metadata: {} }],
  });
  return table;
}

/** The name that a process which has ended would have used. */
function nameOfTheDead(suffix: string): string {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  return ownedName(suffix).replace(`-${process.pid}-`, `-${pid}-`);
}

const nameOfAnotherHost = (suffix: string): string =>
  nameOfTheDead(suffix).replace(/^zerobus-[0-9a-f]{8}/, "zerobus-00000000");

async function put(path: string, modified = new Date()): Promise<void> {
  await writeFile(path, "leftover");
  await utimes(path, modified, modified);
}

test("opening a table clears away what a killed process left", async () => {
  const table = await createTable();
  const log = logDirectory(table);
  await put(join(table, nameOfTheDead(".snappy.parquet")));
  await put(join(log, `.${nameOfTheDead(".tmp")}`));
  await DeltaTable.open(table);
  expect(await readdir(table)).toEqual(["_delta_log"]);
  expect(await readdir(log)).toEqual([logFileName(0, "json")]);
});

test("opening a table clears away old files of its own kind, whosever they are", async () => {
  const table = await createTable();
  await put(join(table, nameOfAnotherHost(".snappy.parquet")), TWO_HOURS_AGO);
  await put(join(table, ownedName(".snappy.parquet")), TWO_HOURS_AGO);
  await DeltaTable.open(table);
  expect(await readdir(table)).toEqual(["_delta_log"]);
});

test("opening a table leaves alone what may be in use or is not its own", async () => {
  const table = await createTable();
  const log = logDirectory(table);
  const files = [
    join(table, ownedName(".snappy.parquet")),
    join(table, nameOfAnotherHost(".snappy.parquet")),
    join(log, `.${ownedName(".tmp")}`),
  ];
  for (const path of files) await put(path);
  const foreign = [
    join(table, "part-00000-1f1f1f1f.c000.snappy.parquet"),
    join(table, "zerobus-notes.parquet"),
    join(log, ".part.tmp"),
  ];
  for (const path of foreign) await put(path, TWO_HOURS_AGO);
  await DeltaTable.open(table);
  const left = [
    ...(await readdir(table)).map((name) => join(table, name)),
    ...(await readdir(log)).map((name) => join(log, name)),
  ];
  expect(left).toEqual(expect.arrayContaining([...files, ...foreign]));
});

test("opening a table keeps every file that any commit or checkpoint names", async () => {
  const table = await createTable();
  const log = logDirectory(table);
  const [old, live, removed, dropped, orphan] = Array.from({ length: 5 }, () =>
    nameOfTheDead(".snappy.parquet"),
  );
  const names = [old, live, removed, dropped].map(String);
  for (const name of [...names, String(orphan)]) await put(join(table, name));
  const add = (path = "") => ({
    add: { path, partitionValues: {}, size: 8, modificationTime: 0, dataChange: true },
  });
  const remove = (path = "") => ({ remove: { path, dataChange: true } });
  const { protocol, metaData } = await loadSnapshot(table);
  // The checkpoint alone names `old`. It has forgotten `dropped`, which an older commit still names.
  await writeCheckpoint(log, 1, [{ protocol }, { metaData }, add(old)]);
  await writeFile(join(log, logFileName(0, "json")), JSON.stringify(add(dropped)));
  await writeFile(join(log, logFileName(2, "json")), JSON.stringify(add(live)));
  await writeFile(join(log, logFileName(3, "json")), JSON.stringify(remove(removed)));
  expect((await DeltaTable.open(table)).version).toBe(3);
  expect(new Set(await readdir(table))).toEqual(new Set(["_delta_log", ...names]));
});

test("leftovers are invisible to readers", async () => {
  const table = await createTable();
  await (await DeltaTable.open(table)).append([{ id: 1n }]);
  await put(join(table, ownedName(".snappy.parquet")));
  await put(join(logDirectory(table), `.${ownedName(".tmp")}`));
  const rows = [];
  for await (const row of readTable(table)) rows.push(row);
  expect(rows).toEqual([{ id: 1n }]);
});

test("the folder of a table that a killed process was about to make goes, unless anything else is in it", async () => {
  const root = await temporaryDirectory();
  const [unborn, busy, foreign] = ["unborn", "busy", "foreign"].map((name) => join(root, name)) as string[];
  for (const table of [unborn, busy, foreign].map(String))
    await mkdir(logDirectory(table), { recursive: true });
  await put(join(logDirectory(String(unborn)), `.${nameOfTheDead(".tmp")}`));
  await put(join(logDirectory(String(busy)), `.${ownedName(".tmp")}`));
  await put(join(String(foreign), "notes.txt"));
  for (const table of [unborn, busy, foreign].map(String)) await removeUnborn(table);
  expect((await readdir(root)).sort()).toEqual(["busy", "foreign"]);
  expect(await readdir(logDirectory(String(busy)))).toHaveLength(1);
  expect(await readdir(String(foreign))).toEqual(["notes.txt"]);
});
