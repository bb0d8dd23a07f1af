import { join } from "node:path";
import { readSnapshot, readTable } from "@zerobus-gen/local";
import { ColumnSums } from "./column-sums.js";
import { comparableStored } from "./comparable.js";

/** What reading a table back from its files found. */
export interface Verified {
  readonly table: string;
  readonly directory: string;
  readonly rows: number;
  /** Rows that are there more often than they were ingested: sent again because their ack was lost. */
  readonly repeated: number;
  readonly bytes: number;
  /** Differences from what was ingested, in words. Empty when all is there. */
  readonly differences: readonly string[];
}

/**
 * Reads a table back from its files and compares it with what was ingested. A row beyond those ingested counts as
 * repeated if it is one of them, and as a difference if it is not.
 */
export async function verify(
  dir: string,
  table: string,
  columns: readonly string[],
  ingested: ColumnSums,
  repeatsPossible: boolean,
): Promise<Verified> {
  const directory = join(dir, ...table.split("."));
  const stored = new ColumnSums(columns, false);
  let repeated = 0;
  for await (const row of readTable(directory)) {
    const values = comparableStored(row, columns);
    if (!repeatsPossible || ingested.takeOut(values)) stored.add(values);
    else repeated++;
  }
  const { files } = await readSnapshot(directory);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return { table, directory, rows: stored.rows, repeated, bytes, differences: compare(ingested, stored) };
}

function compare(ingested: ColumnSums, stored: ColumnSums): readonly string[] {
  const differences: string[] = [];
  if (stored.rows !== ingested.rows)
    differences.push(`${ingested.rows} rows went in, ${stored.rows} are there`);
  for (const [name, want] of ingested.columns) {
    const got = stored.columns.get(name);
    if (got?.nulls !== want.nulls)
      differences.push(`${name}: ${want.nulls} nulls went in, ${got?.nulls} are there`);
    if (got?.sum !== want.sum) differences.push(`${name}: adds up to ${got?.sum}, not to ${want.sum}`);
  }
  return differences;
}
