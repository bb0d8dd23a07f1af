import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StoredTable, TableSnapshot } from "@zerobus-gen/local";
import { duckDbType } from "./duckdb-type.js";
import { literal, quoted } from "./quoted.js";

/** A table of a local server, and what it consists of now. */
export interface QueriedTable {
  readonly table: StoredTable;
  readonly snapshot: TableSnapshot;
}

/**
 * The name of a table's view. DuckDB would have the catalog be a database, and calls no database `main` but its own: so
 * catalog and schema make one name.
 */
export function viewName({ catalog, schema, table }: StoredTable): string {
  return `${quoted(`${catalog}.${schema}`)}.${quoted(table)}`;
}

/**
 * The statements that make views of tables: one a table, and one more under the bare name where only one table has it.
 */
export function viewStatements(tables: readonly QueriedTable[]): readonly string[] {
  const schemas = new Set(tables.map(({ table }) => quoted(`${table.catalog}.${table.schema}`)));
  const owners = new Map<string, number>();
  for (const { table } of tables) {
    const bare = table.table.toLowerCase();
    owners.set(bare, (owners.get(bare) ?? 0) + 1);
  }
  return [
    ...Array.from(schemas, (schema) => `CREATE SCHEMA ${schema}`),
    ...tables.flatMap(({ table, snapshot }) => {
      const view = `CREATE VIEW ${viewName(table)} AS ${selectOf(table, snapshot)}`;
      if (owners.get(table.table.toLowerCase()) !== 1) return [view];
      return [view, `CREATE VIEW ${quoted(table.table)} AS SELECT * FROM ${viewName(table)}`];
    }),
  ];
}

/** No row with all the columns, and the rows of all files: so a column is there before any file has it. */
function selectOf({ directory }: StoredTable, { schema, files }: TableSnapshot): string {
  const columns = schema.fields.map(
    ({ name, type }) => `CAST(NULL AS ${duckDbType(type)}) AS ${quoted(name)}`,
  );
  const empty = `SELECT ${columns.join(", ")} WHERE false`;
  if (files.length === 0) return empty;
  const paths = files.map(({ path }) => literal(pathOf(directory, path)));
  // A directory called key=value is no column.
  const options = "union_by_name = true, hive_partitioning = false";
  return `${empty} UNION ALL BY NAME SELECT * FROM read_parquet([${paths.join(", ")}], ${options})`;
}

function pathOf(directory: string, path: string): string {
  return path.startsWith("file:") ? fileURLToPath(path) : join(directory, decodeURIComponent(path));
}
