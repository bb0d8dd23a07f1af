import type { TableDefinition } from "../codegen/table.js";
import type { Environment } from "../transport/proxy-choice.js";

/** Where the tables are, when that is not where their clients were generated from. */
export interface Placement {
  /** Catalog that stands in for that of every table: `prod`. Default `ZEROBUS_CATALOG`. */
  readonly catalog?: string;
  /** Schema that stands in for that of every table. Default `ZEROBUS_SCHEMA`. */
  readonly schema?: string;
}

/** The placement that options and environment give; what is empty says nothing. */
export function resolvePlacement({ catalog, schema }: Placement, environment: Environment): Placement {
  return {
    ...part("catalog", catalog ?? environment.ZEROBUS_CATALOG),
    ...part("schema", schema ?? environment.ZEROBUS_SCHEMA),
  };
}

function part(name: keyof Placement, value: string | undefined): Placement {
  return value === undefined || value.trim() === "" ? {} : { [name]: value.trim() };
}

/** The same table, in its place. */
export function placedTable<Row>(
  table: TableDefinition<Row>,
  { catalog, schema }: Placement,
): TableDefinition<Row> {
  if (catalog === undefined && schema === undefined) return table;
  const [ownCatalog, ownSchema, ...rest] = table.name.split(".");
  return { ...table, name: [catalog ?? ownCatalog, schema ?? ownSchema, ...rest].join(".") };
}
