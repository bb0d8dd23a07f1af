import { queryAsync } from "chdb";
import { type Cell, type Rows, readRowBinary } from "./row-binary.js";

// chDB reads files below the directory of the process only, and looks once.
process.chdir("/");

/** Asks chDB: ClickHouse inside this process, with Delta's own kernel in Rust as its reader of Delta tables. */
export async function query(sql: string): Promise<Rows> {
  try {
    return readRowBinary(await answerTo(sql));
  } catch (error) {
    // The head of an answer that failed is left for the next one.
    await answerTo("select 1");
    throw error;
  }
}

async function answerTo(sql: string): Promise<Uint8Array> {
  return (await queryAsync(sql, { format: "RowBinaryWithNamesAndTypes" })).bytes();
}

/** Asks for one value. */
export async function queryValue(sql: string): Promise<Cell> {
  const { rows } = await query(sql);
  return rows[0]?.[0] ?? null;
}

/** A Delta table, for the FROM of a query. */
export function deltaTable(path: string): string {
  return `deltaLakeLocal(${quoted(path)})`;
}

/** A string of ClickHouse's SQL. */
export function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&").replaceAll("\0", "\\0")}'`;
}
