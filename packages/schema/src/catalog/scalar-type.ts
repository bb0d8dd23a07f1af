import type { ColumnType, ScalarKind, StringType } from "../table/table-schema.js";

/**
 * Stands in for a type that was reported, so that the rest of the tree is read and checked too. It never
 * gets out: a table with an error is dropped.
 */
export const STAND_IN: ColumnType = { kind: "string" };

/** The words of SQL, of Spark's JSON and of the catalog's `type_name` for the types without parts. */
const scalars: ReadonlyMap<string, ScalarKind | StringType["kind"]> = new Map<
  string,
  ScalarKind | StringType["kind"]
>([
  ["boolean", "boolean"],
  ["bool", "boolean"],
  ["tinyint", "tinyint"],
  ["byte", "tinyint"],
  ["smallint", "smallint"],
  ["short", "smallint"],
  ["int", "int"],
  ["integer", "int"],
  ["bigint", "bigint"],
  ["long", "bigint"],
  ["float", "float"],
  ["real", "float"],
  ["double", "double"],
  ["string", "string"],
  ["binary", "binary"],
  ["date", "date"],
  ["timestamp", "timestamp"],
  ["timestamp_ltz", "timestamp"],
  ["timestamp_ntz", "timestamp_ntz"],
  ["variant", "variant"],
]);

/** Characters kept of a type that is only named in messages and locks. */
const MAX_UNSUPPORTED_LENGTH = 200;

const pattern = /^\s*([a-z_]\w*)\s*(?:\(([^()]*)\))?(.*)$/is;

/**
 * Reads a type without parts: `bigint`, `DECIMAL(10, 2)`, `varchar(20)`, `string collate UNICODE_CI`. One that
 * Zerobus does not write, or that nobody knows, is read as unsupported.
 */
export function parseScalarType(text: string): ColumnType {
  const [, word = "", parameters, rest = ""] = pattern.exec(text) ?? [];
  const name = word.toLowerCase();
  const suffix = rest.trim();
  const scalar = scalars.get(name);
  if (scalar === "string" && parameters === undefined) {
    const [, collation] = /^collate\s+([\w.]{1,200})$/i.exec(suffix) ?? [];
    if (suffix === "") return { kind: "string" };
    if (collation !== undefined) return { kind: "string", collation };
  } else if (scalar !== undefined && scalar !== "string" && parameters === undefined && suffix === "") {
    return { kind: scalar };
  }
  if ((name === "char" || name === "varchar") && suffix === "" && /^\s*\d{1,10}\s*$/.test(parameters ?? "")) {
    return { kind: name, length: Number(parameters) };
  }
  if ((name === "decimal" || name === "dec" || name === "numeric") && suffix === "") {
    // Spark's own default, where the type has no parameters.
    const digits = /^\s*(\d{1,10})\s*(?:,\s*(0|-?[1-9]\d{0,9})\s*)?$/.exec(parameters ?? "10,0");
    if (digits) return { kind: "decimal", precision: Number(digits[1]), scale: Number(digits[2] ?? 0) };
  }
  return { kind: "unsupported", sql: text.trim().slice(0, MAX_UNSUPPORTED_LENGTH).trimEnd() };
}
