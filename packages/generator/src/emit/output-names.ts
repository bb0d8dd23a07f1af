import { formatTableName } from "@zerobus-gen/schema";
import { camelCase, exactly, ignoringCase, nameScope, pascalCase, withRowType } from "./names.js";
import type { TableToEmit } from "./table-to-emit.js";

/** Names that a generated module imports or takes from the language: nothing declared in it is called so. */
export const TAKEN_NAMES: readonly string[] = [
  "ArrayInput",
  "BigintInput",
  "BinaryInput",
  "DateInput",
  "DecimalInput",
  "TimestampInput",
  "TimestampNtzInput",
  "VariantInput",
  "RowWriter",
  "Table",
  "defineTable",
  "has",
  "own",
  "Readonly",
  "ReadonlyMap",
  "Record",
];

/** File names that mean something else, here or to an operating system. */
const TAKEN_FILES = [
  "index",
  "con",
  "prn",
  "aux",
  "nul",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((n) => [`com${n}`, `lpt${n}`]),
];

/** What one table is called in the generated code. */
export interface OutputNames {
  /** File name without its ending. */
  readonly file: string;
  /** Exported name: `AirQuality`. */
  readonly exported: string;
  /** Name among `tables`: `airQuality`. */
  readonly key: string;
}

/**
 * Names for all tables of one output folder, unique in it: by table name, with the schema before it where two
 * tables share their name, and the catalog before that where that is not enough. Where nothing helps, a number.
 */
export function outputNames(tables: readonly TableToEmit[]): ReadonlyMap<TableToEmit, OutputNames> {
  const file = nameScope(TAKEN_FILES, ignoringCase);
  const exported = nameScope([...TAKEN_NAMES, "tables"], withRowType);
  const key = nameScope([], exactly);
  const shortest = shortestNames(tables);
  const sorted = [...tables].sort((a, b) =>
    formatTableName(a.schema.name) < formatTableName(b.schema.name) ? -1 : 1,
  );
  return new Map(
    sorted.map((table) => {
      const base = shortest(table);
      return [
        table,
        { file: file(base.toLowerCase()), exported: exported(pascalCase(base)), key: key(camelCase(base)) },
      ];
    }),
  );
}

/** For each table the fewest parts of its full name that tell it from all others; the last one if none do. */
function shortestNames(tables: readonly TableToEmit[]): (table: TableToEmit) => string {
  const fold = (name: string): string => pascalCase(name).toLowerCase();
  const candidates = [nameParts(1), nameParts(2), nameParts(3)].map((parts) => {
    const counts = new Map<string, number>();
    for (const table of tables) {
      const folded = fold(parts(table));
      counts.set(folded, (counts.get(folded) ?? 0) + 1);
    }
    return { parts, isUnique: (table: TableToEmit) => counts.get(fold(parts(table))) === 1 };
  });
  return (table) => (candidates.find(({ isUnique }) => isUnique(table))?.parts ?? nameParts(1))(table);
}

function nameParts(count: number): (table: TableToEmit) => string {
  return ({ schema: { name } }) => [name.catalog, name.schema, name.table].slice(-count).join("_");
}
