import type { BoundedStringType, ColumnType, DecimalType, StringType } from "../table/table-schema.js";
import type { RuleId } from "./rules.js";

/** How a type differs, as far as a running producer feels it. */
export interface TypeChange {
  readonly rule: Extract<RuleId, `type-${string}` | "collation-changed">;
  /** Whether protobuf itself would carry the values in another kind of field. */
  readonly isOtherWire: boolean;
}

/** Protobuf kinds of the types without parts. */
const wires: Readonly<Record<string, string>> = {
  boolean: "bool",
  tinyint: "int32",
  smallint: "int32",
  int: "int32",
  date: "int32",
  bigint: "int64",
  timestamp: "int64",
  timestamp_ntz: "int64",
  float: "float",
  double: "double",
  string: "string",
  char: "string",
  varchar: "string",
  decimal: "string",
  variant: "string",
  binary: "bytes",
};

/** Integers that share a wire kind, each taking all values of those before. */
const smallIntegers: readonly string[] = ["tinyint", "smallint", "int"];

/** The collation that a STRING has without saying so. */
const plainCollation = "UTF8_BINARY";

/**
 * Compares two types without looking into STRUCT, ARRAY and MAP: two of one such kind count as equal here.
 * Nothing where the types are the same to writers and readers.
 */
export function typeChange(before: ColumnType, after: ColumnType): TypeChange | undefined {
  if (before.kind === "decimal" && after.kind === "decimal") return decimalChange(before, after);
  if (isText(before) && isText(after)) return textChange(before, after);
  if (before.kind === "unsupported" && after.kind === "unsupported") {
    return before.sql === after.sql ? undefined : otherWire;
  }
  if (before.kind === after.kind) return undefined;
  const rank = smallIntegers.indexOf(before.kind);
  const newRank = smallIntegers.indexOf(after.kind);
  if (rank >= 0 && newRank >= 0) return sameWire(newRank > rank ? "type-widened" : "type-narrowed");
  const wire = wires[before.kind];
  if (wire === undefined || wire !== wires[after.kind]) return otherWire;
  const isTextAndVariant =
    (isText(before) && after.kind === "variant") || (before.kind === "variant" && isText(after));
  return sameWire(isTextAndVariant ? "type-changed" : "type-meaning-changed");
}

const otherWire: TypeChange = { rule: "type-changed", isOtherWire: true };

function sameWire(rule: TypeChange["rule"]): TypeChange {
  return { rule, isOtherWire: false };
}

function decimalChange(before: DecimalType, after: DecimalType): TypeChange | undefined {
  if (Object.is(before.precision, after.precision) && Object.is(before.scale, after.scale)) return undefined;
  // Digits before the point shrink when only the scale grows: DECIMAL(10,2) → DECIMAL(10,4).
  const fits =
    after.scale >= before.scale && after.precision - after.scale >= before.precision - before.scale;
  return sameWire(fits ? "type-widened" : "type-narrowed");
}

type TextType = StringType | BoundedStringType;

function isText(type: ColumnType): type is TextType {
  return type.kind === "string" || type.kind === "char" || type.kind === "varchar";
}

function textChange(before: TextType, after: TextType): TypeChange | undefined {
  const room = roomOf(before);
  const newRoom = roomOf(after);
  if (newRoom < room) return sameWire("type-narrowed");
  // CHAR pads what is written with blanks: other texts come out than went in.
  if (after.kind === "char" && before.kind !== "char") return sameWire("type-meaning-changed");
  if (newRoom > room || before.kind !== after.kind) return sameWire("type-widened");
  return collationOf(before) === collationOf(after) ? undefined : sameWire("collation-changed");
}

function roomOf(type: TextType): number {
  return type.kind === "string" ? Number.POSITIVE_INFINITY : type.length;
}

function collationOf(type: TextType): string {
  return (type.kind === "string" ? (type.collation ?? plainCollation) : plainCollation).toUpperCase();
}
