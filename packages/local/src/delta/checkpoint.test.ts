import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Action } from "./actions.js";
import { checkpointName, readCheckpoint, writeCheckpoint } from "./checkpoint.js";

const ACTIONS: readonly Action[] = [
  {
    protocol: {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ["timestampNtz"],
      writerFeatures: [],
    },
  },
  {
    metaData: {
      id: "id",
      name: "name",
      format: { provider: "parquet", options: { __proto__x: "y" } },
      schemaString: "{}",
      partitionColumns: [],
      configuration: { "delta.appendOnly": "true" },
      createdTime: 1_700_000_000_000,
    },
  },
  { txn: { appId: "app", version: 2 ** 40 } },
  { remove: { path: "old", deletionTimestamp: 5, dataChange: false } },
  {
    add: {
      path: "a%20b",
      partitionValues: { p: null },
      size: 3,
      modificationTime: 4,
      dataChange: false,
      stats: "{}",
    },
  },
  {
    add: {
      path: "c",
      partitionValues: {},
      size: 3,
      modificationTime: 4,
      dataChange: false,
      tags: { t: "u" },
    },
  },
];

async function logDirectory(): Promise<string> {
  const log = await mkdtemp(join(tmpdir(), "checkpoint-"));
  onTestFinished(() => rm(log, { recursive: true }));
  return log;
}

test("a checkpoint keeps actions as they are", async () => {
  const log = await logDirectory();
  await writeCheckpoint(log, 12, ACTIONS);
  expect(await readCheckpoint(log, [checkpointName(12)])).toEqual(ACTIONS);
});

test("the feature lists of an old protocol stay absent", async () => {
  const log = await logDirectory();
  const old: Action = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
  await writeCheckpoint(log, 0, [old]);
  expect(await readCheckpoint(log, [checkpointName(0)])).toEqual([old]);
});

test("the hint names the checkpoint, and no draft stays", async () => {
  const log = await logDirectory();
  await writeCheckpoint(log, 12, ACTIONS);
  await writeCheckpoint(log, 22, ACTIONS);
  expect(JSON.parse(await readFile(join(log, "_last_checkpoint"), "utf8"))).toEqual({
    version: 22,
    size: ACTIONS.length,
    sizeInBytes: (await stat(join(log, checkpointName(22)))).size,
    numOfAddFiles: 2,
  });
  expect((await readdir(log)).sort()).toEqual([checkpointName(12), checkpointName(22), "_last_checkpoint"]);
});

test("the parts of a checkpoint add up", async () => {
  const log = await logDirectory();
  await writeCheckpoint(log, 1, ACTIONS.slice(0, 3));
  await writeCheckpoint(log, 2, ACTIONS.slice(3));
  expect(await readCheckpoint(log, [checkpointName(1), checkpointName(2)])).toEqual(ACTIONS);
});
