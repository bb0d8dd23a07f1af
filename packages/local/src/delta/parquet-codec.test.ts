import { readdir } from "node:fs/promises";
import * as zlib from "node:zlib";
import { expect, it } from "vitest";
import type { Row } from "../schema/row.js";
import { struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import { DeltaTable } from "./delta-table.js";
import { readTable } from "./read-table.js";

const SCHEMA = struct({ n: "integer", text: "string", nothing: "string", ratio: "double" });
const ROWS = Array.from(
  { length: 500 },
  (_, n): Row => ({ n, text: `text ${n % 7}`, nothing: null, ratio: n / 4 }),
);

it.each([
  [undefined, ".gz.parquet"],
  ["gzip", ".gz.parquet"],
  ["SNAPPY", ".snappy.parquet"],
  ["none", ".parquet"],
  ["uncompressed", ".parquet"],
  ["zstd", "zstdCompressSync" in zlib ? ".zstd.parquet" : ".gz.parquet"],
  ["lzo", ".gz.parquet"],
])("a table that asks for the codec %s gets files named %s, which are read again", async (codec, suffix) => {
  const directory = await temporaryDirectory();
  const configuration = codec === undefined ? {} : { "delta.parquet.compression.codec": codec };
  await using table = await DeltaTable.create(directory, SCHEMA, configuration);
  await table.append(ROWS);
  await table.append([{ n: null, text: null, nothing: null, ratio: -0 }]);
  const names = (await readdir(directory)).filter((name) => name.endsWith(".parquet"));
  expect(names.map((name) => name.replace(/^zerobus-[0-9a-f-]+/, ""))).toEqual([suffix, suffix]);
  const read: Row[] = [];
  for await (const row of readTable(directory)) read.push(row);
  expect(read).toEqual([...ROWS, { n: null, text: null, nothing: null, ratio: -0 }]);
});
