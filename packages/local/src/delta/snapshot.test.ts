import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { writeCheckpoint } from "./checkpoint.js";
import { logDirectory, logFileName } from "./delta-log.js";
import { actionsOf, advance, loadSnapshot } from "./snapshot.js";

const PROTOCOL = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };
const SCHEMA = { type: "struct", fields: [{ name: "id", type: "long", nullable: true, metadata: {} }] };
const METADATA = {
  metaData: {
    id: "id",
    format: { provider: "parquet", options: {} },
    schemaString: JSON.stringify(SCHEMA),
    partitionColumns: [],
    configuration: {},
  },
};
const add = (path: string) => ({
  add: { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true },
});
const remove = (path: string) => ({ remove: { path, dataChange: true } });
const txn = (version: number) => ({ txn: { appId: "app", version } });

/** A table whose log has these versions, from `first` on. */
async function tableOf(versions: readonly (readonly object[])[], first = 0): Promise<string> {
  const table = await mkdtemp(join(tmpdir(), "snapshot-"));
  onTestFinished(() => rm(table, { recursive: true }));
  await mkdir(logDirectory(table));
  for (const [index, actions] of versions.entries()) {
    const text = actions.map((action) => `${JSON.stringify(action)}\n`).join("");
    await writeFile(join(logDirectory(table), logFileName(first + index, "json")), text);
  }
  return table;
}

const removeVersion = (table: string, version: number): Promise<void> =>
  rm(join(logDirectory(table), logFileName(version, "json")));

describe(loadSnapshot, () => {
  test("adds up the log", async () => {
    const table = await tableOf([
      [PROTOCOL, METADATA],
      [add("a"), txn(1)],
      [add("b"), add("c"), { somethingNew: {} }],
      [remove("a"), remove("c"), txn(2)],
      [add("c")],
    ]);
    const snapshot = await loadSnapshot(table);
    expect(snapshot).toMatchObject({ version: 4, checkpoint: 0, schema: SCHEMA, ...PROTOCOL, ...METADATA });
    expect([...snapshot.files.keys()]).toEqual(["b", "c"]);
    expect([...snapshot.tombstones.keys()]).toEqual(["a"]);
    expect([...snapshot.transactions.values()]).toEqual([{ appId: "app", version: 2 }]);
  });

  test("starts from the newest checkpoint that can be read", async () => {
    const table = await tableOf([
      [PROTOCOL, METADATA],
      [add("a")],
      [add("b"), remove("a"), txn(5)],
      [add("c")],
    ]);
    const log = logDirectory(table);
    await writeCheckpoint(log, 1, [PROTOCOL, METADATA, add("a")]);
    await writeCheckpoint(log, 2, [PROTOCOL, METADATA, add("b"), remove("a"), txn(5)]);
    await removeVersion(table, 0);
    await removeVersion(table, 1);
    await removeVersion(table, 2);
    const resumed = await loadSnapshot(table);
    expect(resumed.checkpoint).toBe(2);
    expect(actionsOf(resumed)).toEqual([
      PROTOCOL,
      METADATA,
      txn(5),
      { remove: { path: "a", dataChange: false } },
      { add: { ...add("b").add, dataChange: false } },
      { add: { ...add("c").add, dataChange: false } },
    ]);

    await writeFile(join(log, logFileName(2, "checkpoint.parquet")), "torn");
    await expect(loadSnapshot(table)).rejects.toThrow(`version 2 is missing from the log of ${table}`);
    await writeFile(join(log, logFileName(2, "json")), JSON.stringify(add("x")));
    expect([...(await loadSnapshot(table)).files.keys()]).toEqual(["a", "x", "c"]);
  });

  test.each([
    ["is garbage", "{"],
    ["is empty", ""],
    ["names a checkpoint that is not there", '{"version":7,"size":1}'],
    ["names an older checkpoint", '{"version":1,"size":3}'],
  ])("does not mind a hint that %s", async (_, hint) => {
    const table = await tableOf([[PROTOCOL, METADATA], [add("a")], [add("b")], [add("c")]]);
    const log = logDirectory(table);
    await writeCheckpoint(log, 1, [PROTOCOL, METADATA, add("a")]);
    await writeCheckpoint(log, 2, [PROTOCOL, METADATA, add("a"), add("b")]);
    await writeFile(join(log, "_last_checkpoint"), hint);
    const snapshot = await loadSnapshot(table);
    expect(snapshot).toMatchObject({ version: 3, checkpoint: 2 });
    expect([...snapshot.files.keys()]).toEqual(["a", "b", "c"]);
  });

  test("needs nothing but a checkpoint", async () => {
    const table = await tableOf([]);
    await writeCheckpoint(logDirectory(table), 40, [PROTOCOL, METADATA, add("a")]);
    expect(await loadSnapshot(table)).toMatchObject({ version: 40, checkpoint: 40 });
  });

  test("says what a broken checkpoint leaves missing, and why it is broken", async () => {
    const table = await tableOf([]);
    await writeFile(join(logDirectory(table), logFileName(10, "checkpoint.parquet")), "torn");
    const loading = loadSnapshot(table);
    await expect(loading).rejects.toThrow(`version 0 is missing from the log of ${table}`);
    await expect(loading).rejects.toMatchObject({ code: "corrupt_table", cause: expect.any(Error) });
  });

  test.each<[string, string, () => Promise<string>]>([
    ["no log", "not_a_table", async () => tableOf([])],
    ["no first version", "corrupt_table", async () => tableOf([[PROTOCOL, METADATA]], 1)],
    ["no protocol", "corrupt_table", async () => tableOf([[METADATA]])],
    ["no metadata", "corrupt_table", async () => tableOf([[PROTOCOL]])],
    [
      "a gap",
      "corrupt_table",
      async () => {
        const table = await tableOf([[PROTOCOL, METADATA], [add("a")], [add("b")]]);
        await removeVersion(table, 1);
        return table;
      },
    ],
    [
      "a schema that is not JSON",
      "unsupported_table",
      async () => tableOf([[PROTOCOL, { metaData: { ...METADATA.metaData, schemaString: "{" } }]]),
    ],
  ])("refuses a table with %s", async (_, code, make) => {
    const table = await make();
    await expect(loadSnapshot(table)).rejects.toMatchObject({ code });
    await expect(loadSnapshot(table)).rejects.toThrow(table);
  });

  test("names everything that it cannot read at once", async () => {
    const schema = { type: "struct", fields: [{ name: "v", type: "void", nullable: true, metadata: {} }] };
    const table = await tableOf([
      [
        { protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["deletionVectors"] } },
        { metaData: { ...METADATA.metaData, schemaString: JSON.stringify(schema), partitionColumns: ["v"] } },
      ],
    ]);
    await expect(loadSnapshot(table)).rejects.toThrow(
      'It uses: reader feature deletionVectors; partitioning by v; column v: type "void" is not supported',
    );
  });
});

test("a snapshot advances by a commit", async () => {
  const snapshot = await loadSnapshot(await tableOf([[PROTOCOL, METADATA, add("a")]]));
  advance(snapshot, [remove("a"), add("b")]);
  expect(snapshot.version).toBe(1);
  expect([...snapshot.files.keys()]).toEqual(["b"]);
});
