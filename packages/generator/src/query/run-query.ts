import { Variant } from "@zerobus-gen/local";
import { SourceError } from "../source/source-error.js";
import type { DuckDb, DuckDbConnection, DuckDbResult, DuckDbStatement, ValueConverter } from "./duckdb.js";
import { nameTables } from "./name-tables.js";
import type { QueryResult } from "./result-text.js";
import { type QueriedTable, viewStatements } from "./table-view.js";

/** Of the tables that a refused statement is answered with. */
const SHOWN_NAMES = 10;

/** The kinds of statements that change nothing. `SHOW`, `DESCRIBE` and `SUMMARIZE` are SELECTs to DuckDB. */
const READING: ReadonlySet<string | undefined> = new Set(["SELECT", "EXPLAIN"]);

/**
 * Runs one statement over tables. `use` gets its result, which ends with it.
 * @throws SourceError when it is no statement that only reads, or DuckDB refuses it
 */
export async function runQuery(
  sql: string,
  tables: readonly QueriedTable[],
  duckDb: DuckDb,
  use: (result: QueryResult) => Promise<void>,
): Promise<void> {
  const told = teller(tables);
  const instance = await duckDb.DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    for (const statement of viewStatements(tables)) await connection.run(statement);
    const stored = tables.map(({ table }) => table);
    const statement = await prepare(connection, nameTables(sql, stored), duckDb, told);
    const result = await told(() => statement.stream());
    await use({ columns: result.columnNames(), rows: rowsOf(result, duckDb, told) });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function prepare(
  connection: DuckDbConnection,
  sql: string,
  { StatementType }: DuckDb,
  told: Told,
): Promise<DuckDbStatement> {
  if (sql.trim() === "") throw new SourceError("there is no statement", 'write one: "select * from …"');
  const statements = await told(() => connection.extractStatements(sql));
  const statement = await told(() => statements.prepare(0));
  if (statements.count === 1 && READING.has(StatementType[statement.statementType])) return statement;
  throw new SourceError("query runs one statement that only reads", "write one SELECT");
}

async function* rowsOf(
  result: DuckDbResult,
  { JsonDuckDBValueConverter }: DuckDb,
  told: Told,
): AsyncGenerator<readonly (readonly unknown[])[], void> {
  const converter: ValueConverter = (value, type, inside) =>
    variantText(value) ?? JsonDuckDBValueConverter(value, type, inside);
  const rows = result.yieldConvertedRows(converter)[Symbol.asyncIterator]();
  for (let next = await told(() => rows.next()); next.done !== true; next = await told(() => rows.next())) {
    yield next.value;
  }
}

/** The JSON of a VARIANT, which DuckDB has as the bytes that lie in the file. */
function variantText(value: unknown): string | undefined {
  const entries = memberOf(value, "entries");
  const metadata = memberOf(memberOf(entries, "metadata"), "bytes");
  const bytes = memberOf(memberOf(entries, "value"), "bytes");
  if (!(metadata instanceof Uint8Array && bytes instanceof Uint8Array)) return undefined;
  if (Object.keys(Object(entries)).length !== 2) return undefined;
  try {
    return new Variant(metadata, bytes).text;
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** What DuckDB says of a statement, as our own errors. */
type Told = <T>(work: () => Promise<T>) => Promise<T>;

function teller(tables: readonly QueriedTable[]): Told {
  const names = tables.map(({ table }) => table.fullName);
  const known = [...names.slice(0, SHOWN_NAMES), ...(names.length > SHOWN_NAMES ? ["…"] : [])].join(", ");
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new SourceError(message, known === "" ? "there are no tables" : `there are ${known}`);
    }
  };
}
