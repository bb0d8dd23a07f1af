import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import { logDirectory, logFileName } from "./delta-log.js";
import { DeltaTable } from "./delta-table.js";
import { readSnapshot, readTable } from "./read-table.js";

/** What the table asks of the disk, and the step, counted from 1, at which the disk is full. */
const disk = vi.hoisted(() => ({ steps: [] as string[], fullAt: 0 }));

vi.mock("./durable-file.js", async (importOriginal) => {
  const durable = await importOriginal<typeof import("./durable-file.js")>();
  const watched =
    <Rest extends unknown[], Result>(name: string, call: (path: string, ...rest: Rest) => Promise<Result>) =>
    async (path: string, ...rest: Rest): Promise<Result> => {
      const isData = path.endsWith(".gz.parquet");
      disk.steps.push(`${name} ${isData ? "data file" : basename(path)}`);
      if (disk.steps.length === disk.fullAt) throw Object.assign(new Error("full"), { code: "ENOSPC" });
      return call(path, ...rest);
    };
  return {
    ...durable,
    writeSynced: watched("write", durable.writeSynced),
    createExclusive: watched("create", durable.createExclusive),
    replaceSynced: watched("replace", durable.replaceSynced),
    syncDirectory: watched("sync", durable.syncDirectory),
    makeDirectory: watched("make", durable.makeDirectory),
  };
});

beforeEach(() => {
  disk.steps = [];
  disk.fullAt = 0;
});

const SCHEMA: StructType = {
  type: "struct",
  fields: [
    { name: "id", type: "long", nullable: false, metadata: {} },
    { name: "name", type: "string", nullable: true, metadata: { comment: "who" } },
  ],
};

const rowOf = (id: number): Row => ({ id: BigInt(id), name: `name ${id}` });

async function newPath(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "delta-table-"));
  onTestFinished(() => rm(root, { recursive: true }));
  return join(root, "main", "sales", "table");
}

async function createTable(): Promise<{ path: string; table: DeltaTable }> {
  const path = await newPath();
  return { path, table: await DeltaTable.create(path, SCHEMA) };
}

async function readAll(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readTable(path)) rows.push(row);
  return rows;
}

async function readLines(path: string, version: number): Promise<unknown[]> {
  const text = await readFile(join(logDirectory(path), logFileName(version, "json")), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const writeLines = (path: string, version: number, lines: readonly object[]): Promise<void> =>
  writeFile(
    join(logDirectory(path), logFileName(version, "json")),
    lines.map((line) => JSON.stringify(line)).join("\n"),
  );

const dataFiles = async (path: string): Promise<string[]> =>
  (await readdir(path)).filter((name) => name.endsWith(".parquet"));

describe("creating a table", () => {
  test("writes version 0 with one protocol and one metaData action", async () => {
    const { path, table } = await createTable();
    expect(table.version).toBe(0);
    expect(table.schema).toEqual(SCHEMA);
    expect(await readdir(logDirectory(path))).toEqual([logFileName(0, "json")]);
    expect(await readLines(path, 0)).toEqual([
      { commitInfo: expect.objectContaining({ operation: "CREATE TABLE", operationParameters: {} }) },
      { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
      {
        metaData: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          format: { provider: "parquet", options: {} },
          schemaString: JSON.stringify(SCHEMA),
          partitionColumns: [],
          configuration: {},
          createdTime: expect.any(Number),
        },
      },
    ]);
  });

  test("refuses a folder that holds a table, whatever is left of its log", async () => {
    const { path, table } = await createTable();
    await expect(DeltaTable.create(path, SCHEMA)).rejects.toMatchObject({ code: "table_exists" });
    for (let id = 0; id < 10; id++) await table.append([rowOf(id)]);
    await table.close();
    for (let version = 0; version <= 10; version++)
      await rm(join(logDirectory(path), logFileName(version, "json")));
    await expect(DeltaTable.create(path, SCHEMA)).rejects.toMatchObject({ code: "table_exists" });
    expect((await DeltaTable.open(path)).version).toBe(10);
  });

  test("of many at once, one succeeds", async () => {
    const path = await newPath();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => DeltaTable.create(path, SCHEMA)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("refuses a schema with all its problems, and makes no folder", async () => {
    const path = await newPath();
    const schema: StructType = {
      type: "struct",
      fields: [
        { name: "a", type: "decimal(50,2)", nullable: true, metadata: {} },
        { name: "A", type: { type: "struct", fields: [] }, nullable: true, metadata: {} },
      ],
    };
    const creating = DeltaTable.create(path, schema);
    await expect(creating).rejects.toMatchObject({ code: "invalid_schema" });
    await expect(creating).rejects.toThrow(
      'column a: decimal(50,2) is out of range: precision is 1..38, scale 0..precision; fields "a" and "A" differ at most in case; column A: a struct without fields cannot be stored',
    );
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });
});

describe("opening a table", () => {
  test("refuses one that it may not write, naming all reasons", async () => {
    const { path } = await createTable();
    const [, , created] = (await readLines(path, 0)) as { metaData: object }[];
    await writeLines(path, 1, [
      { protocol: { minReaderVersion: 1, minWriterVersion: 3 } },
      { metaData: { ...created?.metaData, configuration: { "delta.constraints.c": "id > 0" } } },
    ]);
    const opening = DeltaTable.open(path);
    await expect(opening).rejects.toMatchObject({ code: "unsupported_table" });
    await expect(opening).rejects.toThrow(
      "writer feature checkConstraints; table property delta.constraints.c = id > 0",
    );
    expect(await readAll(path)).toEqual([]);
  });

  test("needs a table", async () => {
    await expect(DeltaTable.open(await newPath())).rejects.toMatchObject({ code: "not_a_table" });
  });
});

describe("an append", () => {
  test("writes one data file and one commit that describes it", async () => {
    const { path, table } = await createTable();
    const { version, bytes } = await table.append([rowOf(1), rowOf(2)]);
    const [name = ""] = await dataFiles(path);
    expect(version).toBe(1);
    expect(bytes).toBe((await stat(join(path, name))).size);
    expect(await readLines(path, 1)).toEqual([
      {
        commitInfo: expect.objectContaining({
          operation: "WRITE",
          operationParameters: { mode: "Append" },
          isBlindAppend: true,
        }),
      },
      {
        add: {
          path: name,
          partitionValues: {},
          size: bytes,
          modificationTime: expect.any(Number),
          dataChange: true,
          stats:
            '{"numRecords":2,"nullCount":{"id":0,"name":0},"minValues":{"id":1,"name":"name 1"},"maxValues":{"id":2,"name":"name 2"}}',
        },
      },
    ]);
  });

  test("acknowledges only what is on disk, in the order that a power cut cannot break", async () => {
    const { table } = await createTable();
    disk.steps = [];
    await table.append([rowOf(1)]);
    expect(disk.steps).toEqual([
      "write data file",
      "sync table",
      "create 00000000000000000001.json",
      "sync _delta_log",
    ]);
  });

  test("works in a folder of any name", async () => {
    const path = join(await newPath(), "größe 5% #1?", "😀");
    const table = await DeltaTable.create(path, SCHEMA);
    for (let id = 0; id < 11; id++) await table.append([rowOf(id)]);
    await table.close();
    expect((await DeltaTable.open(path)).version).toBe(11);
    expect(await readAll(path)).toHaveLength(11);
  });

  test("of no rows does nothing", async () => {
    const { path, table } = await createTable();
    expect(await table.append([])).toEqual({ version: 0, bytes: 0 });
    expect(await readdir(path)).toEqual(["_delta_log"]);
  });

  test("of a row that does not fit writes nothing, and the next one works", async () => {
    const { path, table } = await createTable();
    const appending = table.append([rowOf(1), { id: null, name: "x" }]);
    await expect(appending).rejects.toThrow("[invalid_row] row 1, column id: null in a NOT NULL column");
    expect(await readdir(path)).toEqual(["_delta_log"]);
    expect((await table.append([rowOf(2)])).version).toBe(1);
  });

  test("queues up behind the ones before it", async () => {
    const { path, table } = await createTable();
    const appended = await Promise.all(Array.from({ length: 30 }, (_, id) => table.append([rowOf(id)])));
    expect(appended.map(({ version }) => version)).toEqual(Array.from({ length: 30 }, (_, id) => id + 1));
    await table.close();
    expect(await readAll(path)).toEqual(Array.from({ length: 30 }, (_, id) => rowOf(id)));
  });

  test("survives races with other writers", async () => {
    const { path } = await createTable();
    const writers = await Promise.all(Array.from({ length: 5 }, () => DeltaTable.open(path)));
    await Promise.all(
      writers.map(async (table, writer) => {
        for (let i = 0; i < 10; i++) await table.append([rowOf(writer * 10 + i)]);
        await table.close();
      }),
    );
    const { version, files } = await readSnapshot(path);
    expect(version).toBe(50);
    expect(files).toHaveLength(50);
    const ids = (await readAll(path)).map(({ id }) => Number(id)).sort((a, b) => a - b);
    expect(ids).toEqual(Array.from({ length: 50 }, (_, id) => id));
  });

  test("follows another writer's adds, removes and transactions into its own checkpoint", async () => {
    const { path, table } = await createTable();
    for (let id = 0; id < 8; id++) await table.append([rowOf(id)]);
    const { files } = await readSnapshot(path);
    const [first, second] = files;
    await writeLines(path, 9, [
      { remove: { path: first?.path, dataChange: false, deletionTimestamp: 1 } },
      { remove: { path: second?.path, dataChange: false, deletionTimestamp: 1 } },
      { txn: { appId: "stream", version: 7 } },
      { domainMetadata: { domain: "unknown", configuration: "", removed: false } },
    ]);
    expect((await table.append([rowOf(9)])).version).toBe(10);
    await table.close();
    for (let version = 0; version <= 10; version++)
      await rm(join(logDirectory(path), logFileName(version, "json")));
    expect((await readAll(path)).map(({ id }) => Number(id))).toEqual([2, 3, 4, 5, 6, 7, 9]);
  });

  test.each([
    ["its columns", { metaData: { configuration: {} } }],
    ["its protocol", { protocol: { minReaderVersion: 1, minWriterVersion: 2 } }],
  ])("fails for good once another writer has changed %s", async (_, change) => {
    const { path, table } = await createTable();
    const [, , created] = (await readLines(path, 0)) as { metaData: object }[];
    await writeLines(path, 1, [
      "metaData" in change ? { metaData: { ...created?.metaData, ...change.metaData } } : change,
    ]);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(table.append([rowOf(1)])).rejects.toMatchObject({ code: "table_changed" });
    }
    expect(await dataFiles(path)).toEqual([]);
    expect((await (await DeltaTable.open(path)).append([rowOf(1)])).version).toBe(2);
  });
});

describe("a full disk", () => {
  test.each([
    [1, "before the data file"],
    [2, "before the data file's name is safe"],
    [3, "before the commit"],
  ])("at step %d, %s, leaves the table as it was", async (fullAt) => {
    const { path, table } = await createTable();
    await table.append([rowOf(1)]);
    disk.steps = [];
    disk.fullAt = fullAt;
    const appending = table.append([rowOf(2)]);
    await expect(appending).rejects.toMatchObject({ code: "write_failed" });
    await expect(appending).rejects.toThrow(
      `${path} cannot be written: the disk is full; make room and try again`,
    );
    expect(await dataFiles(path)).toHaveLength(1);
    expect(await readAll(path)).toEqual([rowOf(1)]);
    expect((await table.append([rowOf(3)])).version).toBe(2);
    expect(await readAll(path)).toEqual([rowOf(1), rowOf(3)]);
  });

  test("after the commit is an error that says so, and the rows are there", async () => {
    const { path, table } = await createTable();
    disk.steps = [];
    disk.fullAt = 4;
    await expect(table.append([rowOf(1)])).rejects.toThrow(
      `version 1 of ${path} is committed but might not survive a power cut`,
    );
    expect((await table.append([rowOf(2)])).version).toBe(2);
    expect(await readAll(path)).toEqual([rowOf(1), rowOf(2)]);
  });

  test("at a checkpoint troubles no append", async () => {
    const { path, table } = await createTable();
    for (let id = 0; id < 9; id++) await table.append([rowOf(id)]);
    disk.steps = [];
    disk.fullAt = 5;
    expect((await table.append([rowOf(9)])).version).toBe(10);
    expect((await table.append([rowOf(10)])).version).toBe(11);
    expect(disk.steps[4]).toBe("replace 00000000000000000010.checkpoint.parquet");
    await table.close();
    expect(await readAll(path)).toHaveLength(11);
  });

  test("when a table is created leaves room for another attempt", async () => {
    const path = await newPath();
    disk.fullAt = 2;
    await expect(DeltaTable.create(path, SCHEMA)).rejects.toMatchObject({ code: "write_failed" });
    expect((await DeltaTable.create(path, SCHEMA)).version).toBe(0);
  });
});

describe("a table with checkpoints", () => {
  test("reads the same without the commits that they cover", async () => {
    const { path, table } = await createTable();
    for (let id = 0; id < 14; id++) await table.append([rowOf(id)]);
    await table.close();
    const names = await readdir(logDirectory(path));
    expect(names.filter((name) => name.includes("checkpoint"))).toEqual([
      "00000000000000000010.checkpoint.parquet",
      "_last_checkpoint",
    ]);
    const before = await readAll(path);
    for (let version = 0; version <= 10; version++)
      await rm(join(logDirectory(path), logFileName(version, "json")));
    expect(await readAll(path)).toEqual(before);
    const reopened = await DeltaTable.open(path);
    expect((await reopened.append([rowOf(14)])).version).toBe(15);
  });

  test("gets one when it is disposed of", async () => {
    const { path, table } = await createTable();
    {
      await using writer = table;
      for (let id = 0; id < 20; id++) void writer.append([rowOf(id)]);
    }
    const names = await readdir(logDirectory(path));
    expect(names).toContain("00000000000000000020.checkpoint.parquet");
  });
});
