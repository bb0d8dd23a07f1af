import type { Problem } from "../table/problem.js";
import type { SchemaRead } from "../table/schema-read.js";
import { formatTableName, tableLabel } from "../table/table-name.js";
import type { TableSchema } from "../table/table-schema.js";
import type { TableSettings } from "../table/table-settings.js";
import type { Change } from "./change.js";
import { compareTables } from "./compare-tables.js";
import { foundChange } from "./found-change.js";
import { type Pairing, pairTables } from "./pair-tables.js";

/** How many tables are compared at once. */
export interface ComparingOptions {
  readonly settingsOf: (table: TableSchema) => TableSettings;
  readonly pairing: Pairing;
  /** What a table is that is only on the first side: not comparable (a failure), or gone (a breaking change). */
  readonly missing: "failure" | "breaking";
}

/** What came of comparing many tables. */
export interface Comparison {
  /** In the order of the first side. */
  readonly compared: readonly ComparedTable[];
  /** What could not be compared. Never to be taken for "no changes". */
  readonly failures: readonly ComparisonFailure[];
  /** Full names; without those that could not be read on the other side. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}

/** One table and its changes. */
export interface ComparedTable {
  /** Full name, as the first side has it. */
  readonly table: string;
  /** Full name on the other side, where it is another. */
  readonly comparedWith?: string;
  readonly changes: readonly Change[];
}

/** Why something could not be compared. */
export interface ComparisonFailure {
  /** Full name, or what stands for it; absent where no single table is meant. */
  readonly table?: string;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Compares the tables of two reads. Every error of either read is a failure, and so is a comparison without any
 * table.
 */
export function compareReads(before: SchemaRead, after: SchemaRead, options: ComparingOptions): Comparison {
  const { pairs, onlyBefore, onlyAfter } = pairTables(before.tables, after.tables, options.pairing);
  // A source that is on both sides fails once.
  const failures = distinct([...before.problems, ...after.problems].flatMap(failureOf));
  const compared = new Map<TableSchema, ComparedTable>(
    pairs.map(([one, other]) => [one, comparedTable(one, other, options.settingsOf(one))]),
  );
  const troubled = troubledNames(after.problems);
  const isOtherTrouble = [...troubled].some((name) => !before.tables.some((table) => isNamed(table, name)));
  const isTroubled = (table: TableSchema): boolean => [...troubled].some((name) => isNamed(table, name));
  for (const table of onlyBefore) {
    if (isTroubled(table)) continue;
    if (options.missing === "breaking" && !isOtherTrouble) compared.set(table, missingTable(table));
    else failures.push(missingFailure(table, isOtherTrouble));
  }
  if (compared.size === 0 && failures.length === 0) {
    const hint = "see whether the names and patterns mean any table, and whether the lock was ever pulled";
    failures.push({ message: "there was no table to compare", hint });
  }
  return {
    compared: before.tables.flatMap((table) => compared.get(table) ?? []),
    failures,
    onlyBefore: isOtherTrouble ? [] : namesOf(onlyBefore.filter((table) => !isTroubled(table))),
    onlyAfter: before.problems.some(({ severity }) => severity === "error") ? [] : namesOf(onlyAfter),
  };
}

function distinct(failures: readonly ComparisonFailure[]): ComparisonFailure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

function namesOf(tables: readonly TableSchema[]): readonly string[] {
  return tables.map(({ name }) => formatTableName(name));
}

function comparedTable(before: TableSchema, after: TableSchema, settings: TableSettings): ComparedTable {
  const [table, other] = [formatTableName(before.name), formatTableName(after.name)];
  return {
    table,
    ...(other !== table && { comparedWith: other }),
    changes: compareTables(before, after, settings),
  };
}

function missingTable({ name }: TableSchema): ComparedTable {
  const table = formatTableName(name);
  const message = "gone, or not to be seen by this principal; producers are refused when they open a stream";
  return { table, changes: [{ ...foundChange("table-missing", message, {}), table }] };
}

function missingFailure({ name }: TableSchema, isOtherTrouble: boolean): ComparisonFailure {
  if (isOtherTrouble) {
    return { table: formatTableName(name), message: "was not read, since reading failed before" };
  }
  return {
    table: formatTableName(name),
    message: "does not exist, or this principal cannot see it",
    hint: "check the name and the grants: SELECT on the table, USE SCHEMA and USE CATALOG; if it was dropped, pull again",
  };
}

function failureOf({ severity, table, column, message, hint }: Problem): readonly ComparisonFailure[] {
  if (severity !== "error") return [];
  const text = column === undefined ? message : `${column}: ${message}`;
  return [{ table, message: text, ...(hint !== undefined && { hint }) }];
}

/** What the errors of a read are about, in lower case. */
function troubledNames(problems: readonly Problem[]): ReadonlySet<string> {
  const errors = problems.filter(({ severity }) => severity === "error");
  return new Set(errors.map(({ table }) => table.toLowerCase()));
}

function isNamed({ name }: TableSchema, lowerCase: string): boolean {
  return formatTableName(name).toLowerCase() === lowerCase || tableLabel(name).toLowerCase() === lowerCase;
}
