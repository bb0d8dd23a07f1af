import { quoteName } from "../table/column-path.js";
import type { Report } from "../table/problem.js";
import type { ColumnType, ScalarKind } from "../table/table-schema.js";

/**
 * Stands in for a type that was reported, so that the rest of the tree is read and checked too. It never
 * gets out: a table with an error is dropped.
 */
export const STAND_IN: ColumnType = { kind: "string" };

/** The words of SQL, of Spark's JSON and of the catalog's `type_name` for the types without parts. */
const scalars: ReadonlyMap<string, ScalarKind> = new Map<string, ScalarKind>([
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
]);

const useString = "use STRING";
const useGeoText = "keep the shape as WKT in a STRING, or as WKB in a BINARY";
const useStruct = "spell its fields out in a STRUCT";
const giveType = "give the column the type of what it is to hold";

/** Types that exist but are not written yet, with the mend. */
const refused: ReadonlyMap<string, readonly [name: string, mend: string]> = new Map([
  ["variant", ["VARIANT", "keep the document as JSON text in a STRING; readers can parse_json() it"]],
  ["char", ["CHAR", useString]],
  ["varchar", ["VARCHAR", useString]],
  ["interval", ["INTERVAL", "keep the length as BIGINT in a fixed unit"]],
  ["void", ["VOID", giveType]],
  ["null", ["VOID", giveType]],
  ["geometry", ["GEOMETRY", useGeoText]],
  ["geography", ["GEOGRAPHY", useGeoText]],
  ["object", ["OBJECT", useStruct]],
  ["udt", ["UDT", useStruct]],
  ["user_defined_type", ["UDT", useStruct]],
]);

const pattern = /^\s*([a-z_]\w*)\s*(?:\(([^()]*)\))?(.*)$/is;

/**
 * Reads a type without parts: `bigint`, `DECIMAL(10, 2)`, `string collate UNICODE_CI`. One that cannot be
 * written is reported by name.
 */
export function parseScalarType(text: string, column: string, report: Report): ColumnType {
  const [, word = "", parameters, rest = ""] = pattern.exec(text) ?? [];
  const name = word.toLowerCase();
  const scalar = scalars.get(name);
  if (scalar !== undefined && parameters === undefined && isSuffix(scalar, rest)) return { kind: scalar };
  if ((name === "decimal" || name === "dec" || name === "numeric") && rest.trim() === "") {
    // Spark's own default, where the type has no parameters.
    const digits = /^\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?$/.exec(parameters ?? "10,0");
    if (digits) return { kind: "decimal", precision: Number(digits[1]), scale: Number(digits[2] ?? 0) };
  }
  const known = refused.get(name);
  if (known) {
    report({
      code: "UNSUPPORTED_TYPE",
      column,
      message: `${known[0]} is not supported yet`,
      hint: `${known[1]}, or ingest into a table without it`,
    });
  } else {
    report({
      code: "UNSUPPORTED_TYPE",
      column,
      message: `${quoteName(text.trim())} is not a type known here`,
      hint: "supported are BOOLEAN, the integer types, FLOAT, DOUBLE, STRING, BINARY, DATE, TIMESTAMP, TIMESTAMP_NTZ, DECIMAL(p,s), STRUCT, ARRAY and MAP",
    });
  }
  return STAND_IN;
}

/** A collation changes how strings compare, not what they are. */
function isSuffix(scalar: ScalarKind, rest: string): boolean {
  return rest.trim() === "" || (scalar === "string" && /^collate\s+[\w.]+\s*$/i.test(rest));
}
