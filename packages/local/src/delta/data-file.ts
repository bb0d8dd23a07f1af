import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import type { AddFile } from "./actions.js";
import { DeltaError } from "./delta-error.js";
import { readParquet } from "./read-parquet.js";

/**
 * Reads one data file of a table, a row group at a time.
 * @param last how many of its last rows are wanted; by default all
 * @throws {DeltaError} `corrupt_table` when it is missing or broken
 */
export async function* readDataFile(
  table: string,
  { path }: AddFile,
  schema: StructType,
  last?: number,
): AsyncGenerator<readonly Row[]> {
  try {
    yield* readParquet(pathOf(table, path), schema, last);
  } catch (cause) {
    const message = `${table}: data file ${path} cannot be read: ${String(cause)}`;
    throw new DeltaError("corrupt_table", message, { cause });
  }
}

function pathOf(table: string, path: string): string {
  if (path.startsWith("file:")) return fileURLToPath(path);
  return join(table, decodeURIComponent(path));
}
