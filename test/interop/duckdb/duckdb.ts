import { join } from "node:path";
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { type Row, readSnapshot, type Value } from "@zerobus-gen/local";

let connection: Promise<DuckDBConnection> | undefined;

/** Asks DuckDB, inside this process. Rows by column name, values as the local server has them in its rows. */
export async function query(sql: string): Promise<readonly Row[]> {
  connection ??= DuckDBInstance.create(":memory:").then((database) => database.connect());
  const reader = await (await connection).runAndReadAll(sql);
  const names = reader.columnNames();
  return reader.getRows().map((row) => entries(names, row));
}

/** The live files of a Delta table, for the FROM of a query: DuckDB has no reader of Delta tables here. */
export async function liveFiles(table: string): Promise<string> {
  const { files } = await readSnapshot(table);
  const paths = files.map(({ path }) => quoted(join(table, path)));
  return `read_parquet([${paths.join(", ")}], union_by_name = true)`;
}

/** A string of SQL, which cannot hold a NUL itself. */
export function quoted(text: string): string {
  return `('${text.replaceAll("'", "''").replaceAll("\0", "' || chr(0) || '")}')`;
}

function valueFrom(value: DuckDBValue): Value {
  if (value instanceof DuckDBListValue) return value.items.map(valueFrom);
  if (value instanceof DuckDBMapValue) {
    return new Map(value.entries.map(({ key, value }) => [valueFrom(key), valueFrom(value)]));
  }
  if (value instanceof DuckDBStructValue) {
    return entries(Object.keys(value.entries), Object.values(value.entries));
  }
  if (value instanceof DuckDBBlobValue) return new Uint8Array(value.bytes);
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBDecimalValue) return value.value;
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  if (typeof value === "object" && value !== null) {
    throw new TypeError(`no Delta type becomes ${value.constructor.name}`);
  }
  return value;
}

function entries(names: readonly string[], values: readonly DuckDBValue[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, valueFrom(values[index] ?? null)]));
}
