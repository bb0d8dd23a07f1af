import { resolve } from "node:path";
import pc from "picocolors";
import { loadDuckDb } from "../query/duckdb.js";
import { type ResultFormat, writeResult } from "../query/result-text.js";
import { runQuery } from "../query/run-query.js";
import type { QueriedTable } from "../query/table-view.js";
import { SourceError } from "../source/source-error.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `query` was called. */
export interface QueryOptions {
  /** The folder that paths are shown from. */
  readonly folder: string;
  /** Folder that the tables live in. */
  readonly dir: string;
  readonly format: ResultFormat;
}

/** Prints what a statement says about the tables of a local server, which may run meanwhile. */
export async function query(
  sql: string,
  { folder, dir, format }: QueryOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const duckDb = await loadDuckDb(folder);
  const tables = await readTables(resolve(folder, dir), dir, terminal);
  await runQuery(sql, tables, duckDb, (result) => writeResult(format, result, terminal.out));
  return EXIT.clean;
}

/** What can be read; of the others is told. */
async function readTables(dir: string, shownDir: string, terminal: Terminal): Promise<QueriedTable[]> {
  const { readSnapshot, storedTables } = await import("@zerobus-gen/local");
  const stored = await storedTables(dir).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(
      `there are no tables in ${shownDir}: ${reason}`,
      "zerobus-gen dev makes them there; another folder is --dir",
    );
  });
  const tables: QueriedTable[] = [];
  for (const table of stored) {
    try {
      tables.push({ table, snapshot: await readSnapshot(table.directory) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      terminal.err(`${pc.createColors(terminal.colours).yellow("warning")} ${table.fullName}: ${reason}`);
    }
  }
  return tables;
}
