import { quoteName } from "../table/column-path.js";
import { sqlType } from "../table/sql-type.js";
import type { ColumnType, Field } from "../table/table-schema.js";

const longest = 160;

/** The type in SQL as reports show it: one line of printable ASCII, cut where it is long. */
export function shortSql(type: ColumnType): string {
  const sql = sqlType(type).replace(/[^ -~]/g, "?") || "(no type)";
  return sql.length > longest ? `${sql.slice(0, longest)}…` : sql;
}

/** A field as in a table definition: `email STRING NOT NULL`. */
export function fieldSql({ name, type, nullable }: Field): string {
  return `${quoteName(name)} ${shortSql(type)}${nullable ? "" : " NOT NULL"}`;
}

/** The first few names of many, for a sentence: `a, b, c and 4 more`. */
export function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
