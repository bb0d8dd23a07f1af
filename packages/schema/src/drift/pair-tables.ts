import { formatTableName } from "../table/table-name.js";
import type { TableSchema } from "../table/table-schema.js";

/** Tables of two sides, paired. */
export interface TablePairs {
  /** In the order of the first side. */
  readonly pairs: readonly (readonly [before: TableSchema, after: TableSchema])[];
  readonly onlyBefore: readonly TableSchema[];
  readonly onlyAfter: readonly TableSchema[];
}

/**
 * `names`: full names, ignoring case, as a lock and its tables have them. `places`: those first; then
 * `schema.table` and the bare name where only one table on either side has it, and at last the two that are
 * alone, so that two catalogs, or two tables, can be compared.
 */
export type Pairing = "names" | "places";

const keys: readonly ((table: TableSchema) => string)[] = [
  ({ name }) => formatTableName(name),
  ({ name }) => `${name.schema}.${name.table}`,
  ({ name }) => name.table,
  () => "",
];

/** Finds for each table the one on the other side that it is compared with. */
export function pairTables(
  before: readonly TableSchema[],
  after: readonly TableSchema[],
  pairing: Pairing,
): TablePairs {
  const partner = new Map<TableSchema, TableSchema>();
  const taken = new Set<TableSchema>();
  for (const keyOf of pairing === "names" ? keys.slice(0, 1) : keys) {
    const wanted = uniqueBy(
      before.filter((table) => !partner.has(table)),
      keyOf,
    );
    const offered = uniqueBy(
      after.filter((table) => !taken.has(table)),
      keyOf,
    );
    for (const [key, table] of wanted) {
      const other = offered.get(key);
      if (!table || !other) continue;
      partner.set(table, other);
      taken.add(other);
    }
  }
  return {
    pairs: before.flatMap((table) => {
      const other = partner.get(table);
      return other ? [[table, other] as const] : [];
    }),
    onlyBefore: before.filter((table) => !partner.has(table)),
    onlyAfter: after.filter((table) => !taken.has(table)),
  };
}

/** Each table under its key, ignoring case; nothing under a key that several have. */
function uniqueBy(
  tables: readonly TableSchema[],
  keyOf: (table: TableSchema) => string,
): ReadonlyMap<string, TableSchema | undefined> {
  const unique = new Map<string, TableSchema | undefined>();
  for (const table of tables) {
    const key = keyOf(table).toLowerCase();
    unique.set(key, unique.has(key) ? undefined : table);
  }
  return unique;
}
