import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import type { AddFile } from "./actions.js";
import { readDataFile } from "./data-file.js";
import { loadSnapshot } from "./snapshot.js";

/** What a table consists of, as its log says. */
export interface TableSnapshot {
  readonly version: number;
  readonly schema: StructType;
  /** The live data files, oldest first. */
  readonly files: readonly AddFile[];
}

/**
 * Reads the newest version of a table's log from disk.
 * @throws {DeltaError} `not_a_table`, `corrupt_table`, `unsupported_table`
 */
export async function readSnapshot(table: string): Promise<TableSnapshot> {
  const { version, schema, files } = await loadSnapshot(table);
  return { version, schema, files: [...files.values()] };
}

/**
 * Reads all rows of a table from its files, as they are at the moment of the first row. Order is that of the commits.
 * @throws {DeltaError} as {@link readSnapshot}, and `corrupt_table` for a data file that is missing or broken
 */
export async function* readTable(table: string): AsyncGenerator<Row, void> {
  const { schema, files } = await readSnapshot(table);
  for (const file of files) {
    for await (const rows of readDataFile(table, file, schema)) yield* rows;
  }
}
