import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SourceError } from "../source/source-error.js";

/** What is used of `@duckdb/node-api`, which a user installs or does not. */
export interface DuckDb {
  readonly DuckDBInstance: { readonly create: (path: string) => Promise<DuckDbInstance> };
  readonly JsonDuckDBValueConverter: ValueConverter;
  /** Names of the kinds of statements by their numbers. */
  readonly StatementType: Readonly<Record<number, string>>;
}

export interface DuckDbInstance {
  readonly connect: () => Promise<DuckDbConnection>;
  readonly closeSync: () => void;
}

export interface DuckDbConnection {
  readonly run: (sql: string) => Promise<unknown>;
  readonly extractStatements: (sql: string) => Promise<{
    readonly count: number;
    readonly prepare: (index: number) => Promise<DuckDbStatement>;
  }>;
  readonly closeSync: () => void;
}

export interface DuckDbStatement {
  readonly statementType: number;
  readonly stream: () => Promise<DuckDbResult>;
}

export interface DuckDbResult {
  readonly columnNames: () => readonly string[];
  readonly yieldConvertedRows: (converter: ValueConverter) => AsyncIterable<readonly (readonly unknown[])[]>;
}

/** Makes JSON of a value, with itself or another for what is inside. */
export type ValueConverter = (value: unknown, type: unknown, converter: ValueConverter) => unknown;

const PACKAGE = "@duckdb/node-api";

/**
 * Loads DuckDB: the one beside this package, or that of the project in `folder`.
 * @throws SourceError with the command that installs it, where there is none
 */
export async function loadDuckDb(folder: string): Promise<DuckDb> {
  let cause: unknown;
  for (const base of [import.meta.url, join(folder, "package.json")]) {
    let path: string;
    try {
      path = createRequire(base).resolve(PACKAGE);
    } catch {
      continue;
    }
    try {
      const loaded: unknown = await import(pathToFileURL(path).href);
      if (isDuckDb(loaded)) return loaded;
      cause = new Error(`${path} is another version of it`);
    } catch (error) {
      cause = error;
    }
  }
  if (cause === undefined) {
    throw new SourceError(`query needs DuckDB, and ${PACKAGE} is not installed`, `npm install -D ${PACKAGE}`);
  }
  throw new SourceError(
    `DuckDB cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
    `install it anew, for this system: npm install -D ${PACKAGE}@1.5`,
  );
}

function isDuckDb(module: unknown): module is DuckDb {
  return (
    typeof module === "object" &&
    module !== null &&
    "DuckDBInstance" in module &&
    "JsonDuckDBValueConverter" in module &&
    "StatementType" in module
  );
}
