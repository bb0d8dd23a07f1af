import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSources, type SchemaRead } from "zerobus-gen";
import type { Action } from "../packages/local/src/delta/actions.js";
import { writeCheckpoint } from "../packages/local/src/delta/checkpoint.js";

let root = "";
let table = "";
let log = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "zerobus-delta-source-"));
  table = join(root, "main.shop.orders");
  log = join(table, "_delta_log");
  await mkdir(log, { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const features = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["x1"], writerFeatures: ["x2"] };
const file: Action = {
  add: { path: "x", partitionValues: {}, size: 1, modificationTime: 1, dataChange: true },
};

function metaData(...names: readonly string[]): Action {
  const fields = names.map((name) => ({ name, type: "string", nullable: false, metadata: {} }));
  return {
    metaData: {
      id: "5f0c",
      description: "What customers ordered.",
      format: { provider: "parquet", options: {} },
      schemaString: JSON.stringify({ type: "struct", fields }),
      partitionColumns: ["a"],
      configuration: { "delta.constraints.nice": "a > 0" },
    },
  };
}

function name(version: number, rest: string): string {
  return join(log, `${String(version).padStart(20, "0")}.${rest}`);
}

function read(source = table): Promise<SchemaRead> {
  return readSources([source], {
    catalog: () => expect.fail("no catalog is asked"),
    namespace: { catalog: "main", schema: "shop" },
  });
}

const columns = ({ tables }: SchemaRead) =>
  tables.flatMap((table) => table.columns.map((column) => column.name));

describe("the folder of a Delta table as a source", () => {
  it("is read from a Parquet checkpoint, with all it says", async () => {
    await writeCheckpoint(log, 7, [file, file, metaData("a", "b"), { protocol: features }]);
    await writeFile(name(8, "json"), `${JSON.stringify(file)}\n`);
    const result = await read();
    expect(columns(result)).toEqual(["a", "b"]);
    expect(result.tables).toMatchObject([
      { comment: "What customers ordered.", facts: { partitionedBy: ["a"], checks: ["nice"] } },
    ]);
    expect(result.problems).toMatchObject([{ message: expect.stringContaining("x1, x2") }]);
  });

  it("is read from one in parts, once all of them are there, and from the main file of one with sidecars", async () => {
    await writeCheckpoint(log, 7, [file]);
    await rename(name(7, "checkpoint.parquet"), name(7, "checkpoint.0000000001.0000000002.parquet"));
    expect((await read()).problems).toMatchObject([
      { message: expect.stringContaining("no commits and no checkpoints") },
    ]);
    await writeCheckpoint(log, 7, [
      metaData("c"),
      { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    ]);
    await rename(name(7, "checkpoint.parquet"), name(7, "checkpoint.0000000002.0000000002.parquet"));
    expect(columns(await read())).toEqual(["c"]);

    await writeCheckpoint(log, 9, [
      metaData("d"),
      { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    ]);
    await rename(name(9, "checkpoint.parquet"), name(9, `checkpoint.${randomUUID()}.parquet`));
    expect(columns(await read())).toEqual(["d"]);
  });

  it.each([true, false])(
    "is read wherever in a checkpoint the schema is (statistics: %s)",
    async (statistics) => {
      const schema: SchemaElement[] = [
        { name: "root", num_children: 2 },
        { name: "metaData", num_children: 1, repetition_type: "OPTIONAL" },
        { name: "schemaString", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
        { name: "protocol", num_children: 1, repetition_type: "OPTIONAL" },
        { name: "minReaderVersion", type: "INT32", repetition_type: "OPTIONAL" },
      ];
      const { metaData: wanted } = Object(metaData("last"));
      const rows: (object | null)[] = Array.from({ length: 210_000 }, () => null);
      for (const at of [0, 120_000, 150_000]) {
        const columnData = [
          { name: "metaData", data: rows.with(at, { schemaString: wanted.schemaString }) },
          { name: "protocol", data: rows.with(209_999 - at, { minReaderVersion: 1 }) },
        ];
        const bytes = parquetWriteBuffer({ schema, columnData, statistics, rowGroupSize: 150_000 });
        await writeFile(name(7, "checkpoint.parquet"), new Uint8Array(bytes));
        const result = await read();
        expect([columns(result), result.problems]).toEqual([["last"], []]);
      }
    },
  );

  it("does without a checkpoint that is cut off, where the commits are there", async () => {
    await writeFile(
      name(0, "json"),
      [{ protocol: features }, metaData("a")].map((a) => JSON.stringify(a)).join("\n"),
    );
    await writeCheckpoint(log, 0, [metaData("never"), { protocol: features }]);
    await truncate(name(0, "checkpoint.parquet"), 300);
    await writeFile(name(1, "json"), `${JSON.stringify(file)}\n`);
    await writeCheckpoint(log, 1, [metaData("never"), { protocol: features }]);
    await truncate(name(1, "checkpoint.parquet"), 300);
    const result = await read();
    expect(columns(result)).toEqual(["a"]);
    expect(result.problems).toMatchObject([{}, { message: expect.stringContaining("cannot be read") }]);
  });

  it("is what the local server has made of the table", async () => {
    const orders = {
      full_name: "main.shop.orders",
      columns: [
        { name: "id", type_json: '"long"', position: 0, nullable: false },
        {
          name: "tags",
          type_json: '{"type":"array","elementType":"string","containsNull":true}',
          position: 1,
        },
      ],
    };
    const dir = join(root, "local");
    await using _ = await startLocal({ port: 0, dir, tables: [orders] });
    const result = await read(join(dir, "main", "shop", "orders"));
    expect(result.tables).toMatchObject([
      {
        name: { catalog: "main", schema: "shop", table: "orders" },
        columns: [
          { name: "id", type: { kind: "bigint" }, nullable: false },
          { name: "tags", type: { kind: "array", element: { kind: "string" } }, nullable: true },
        ],
      },
    ]);
    expect(result.problems).toEqual([]);
  });
});
