import { readSnapshot, type StructType } from "@zerobus-gen/local";
import { expect } from "vitest";
import { storedRows } from "../../support/local-orders.js";
import { rowAsRead as asChdbReads } from "../clickhouse/as-read.js";
import { query as askChdb, deltaTable } from "../clickhouse/chdb.js";
import { rowAsRead as asDuckDbReads } from "../duckdb/as-read.js";
import { query as askDuckDb, liveFiles } from "../duckdb/duckdb.js";

/** Sees to it that chDB and DuckDB read the rows of a table that the local server reads, and says how many. */
export async function expectSameRows(path: string): Promise<number> {
  const { schema } = await readSnapshot(path);
  const stored = await storedRows(path);
  const readByDuckDb = await askDuckDb(`select * from ${await liveFiles(path)}`);
  expect(sorted(readByDuckDb)).toEqual(sorted(stored.map(asDuckDbReads)));
  const readByChdb = askChdb(`select * from ${deltaTable(path)}`);
  if (hasVariant(schema)) {
    await expect(readByChdb).rejects.toThrow(/Unsupported Variant data type/);
  } else {
    expect(sorted((await readByChdb).rows)).toEqual(sorted(stored.map((row) => asChdbReads(schema, row))));
  }
  return stored.length;
}

function hasVariant(schema: StructType): boolean {
  return JSON.stringify(schema).includes('"variant"');
}

/** Readers have rows in no order: here they are in that of their text. */
function sorted<T>(rows: readonly T[]): readonly T[] {
  const texts = rows.map((row) => [JSON.stringify(row, withoutBigInts), row] as const);
  return texts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function withoutBigInts(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
