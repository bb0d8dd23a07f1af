import { type ColumnType, type DecimalType, type ScalarKind, sqlType } from "@zerobus-gen/schema";

/** How a column can get from one type without parts to another. */
export type TypeChange =
  /** Nothing differs. */
  | "same"
  /** In place, and producers of the old type can go on. */
  | "in-place"
  /** In place with type widening, and producers of the old type can go on. */
  | "widening"
  /** In place with type widening, but the two types differ on the wire: old producers are refused afterwards. */
  | "widening-on-wire"
  /** Not in place. */
  | "impossible";

/**
 * How `before` becomes `after`, neither with parts.
 *
 * @see https://docs.databricks.com/aws/en/delta/type-widening
 */
export function typeChange(before: ColumnType, after: ColumnType): TypeChange {
  if (sqlType(before) === sqlType(after)) return "same";
  if (isText(before) && isText(after)) {
    return lengthOf(after) >= lengthOf(before) && after.kind !== "char" ? "in-place" : "impossible";
  }
  if (after.kind === "decimal") return decimalChange(before, after);
  const wider: readonly ColumnType["kind"][] = widerKinds.get(before.kind) ?? [];
  if (!wider.includes(after.kind)) return "impossible";
  return after.kind === "smallint" || after.kind === "int" ? "widening" : "widening-on-wire";
}

const widerKinds: ReadonlyMap<ColumnType["kind"], readonly ScalarKind[]> = new Map([
  ["tinyint", ["smallint", "int", "bigint", "double"]],
  ["smallint", ["int", "bigint", "double"]],
  ["int", ["bigint", "double"]],
  ["float", ["double"]],
  ["date", ["timestamp_ntz"]],
]);

/** Digits before the point that an integer type needs as a DECIMAL. */
const integerDigits: ReadonlyMap<ColumnType["kind"], number> = new Map([
  ["tinyint", 10],
  ["smallint", 10],
  ["int", 10],
  ["bigint", 20],
]);

function decimalChange(before: ColumnType, after: DecimalType): TypeChange {
  if (before.kind === "decimal") {
    const growsBefore = after.precision - after.scale >= before.precision - before.scale;
    return growsBefore && after.scale >= before.scale ? "widening" : "impossible";
  }
  const digits = integerDigits.get(before.kind);
  return digits !== undefined && after.precision - after.scale >= digits ? "widening-on-wire" : "impossible";
}

function isText({ kind }: ColumnType): boolean {
  return kind === "string" || kind === "varchar" || kind === "char";
}

function lengthOf(type: ColumnType): number {
  return type.kind === "char" || type.kind === "varchar" ? type.length : Number.POSITIVE_INFINITY;
}
