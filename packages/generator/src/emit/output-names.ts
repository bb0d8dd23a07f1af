import { formatTableName } from "../schema/table-name.js";
import type { TableSchema } from "../schema/table-schema.js";
import { camelCase, exactly, ignoringCase, nameScope, pascalCase } from "./names.js";

/** Names that a generated module imports or takes from the language: nothing declared in it is called so. */
export const TAKEN_NAMES: readonly string[] = [
  "BigintInput",
  "BinaryInput",
  "DateInput",
  "DecimalInput",
  "TimestampInput",
  "TimestampNtzInput",
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
export function outputNames(tables: readonly TableSchema[]): ReadonlyMap<TableSchema, OutputNames> {
  const file = nameScope(TAKEN_FILES, ignoringCase);
  const exported = pairScope([...TAKEN_NAMES, "tables"], "Row");
  const key = nameScope([], exactly);
  const sorted = [...tables].sort((a, b) => (formatTableName(a.name) < formatTableName(b.name) ? -1 : 1));
  return new Map(
    sorted.map((table) => {
      const base = shortestName(table, tables);
      return [
        table,
        { file: file(base.toLowerCase()), exported: exported(pascalCase(base)), key: key(camelCase(base)) },
      ];
    }),
  );
}

/** Gives out names so that each with the suffix behind it is free too. */
function pairScope(taken: Iterable<string>, suffix: string): (wanted: string) => string {
  const used = new Set(taken);
  return (wanted) => {
    let name = wanted;
    for (let number = 2; used.has(name) || used.has(name + suffix); number++) name = `${wanted}${number}`;
    used.add(name).add(name + suffix);
    return name;
  };
}

function shortestName(table: TableSchema, tables: readonly TableSchema[]): string {
  const candidates = [nameParts(1), nameParts(2), nameParts(3)];
  const fold = (name: string): string => pascalCase(name).toLowerCase();
  const unique = candidates.find(
    (parts) => tables.filter((other) => fold(parts(other)) === fold(parts(table))).length === 1,
  );
  return (unique ?? nameParts(1))(table);
}

function nameParts(count: number): (table: TableSchema) => string {
  return ({ name }) => [name.catalog, name.schema, name.table].slice(-count).join("_");
}
