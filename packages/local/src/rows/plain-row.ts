import { decimalText } from "../schema/decimal-text.js";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import { isRow } from "../schema/is-row.js";
import { isoDay } from "../schema/iso-time.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { Variant } from "../variant/variant.js";
import { timeText } from "./plain-time.js";
import { plainVariant } from "./plain-variant.js";

/** A row in the forms of `StoredRow`. */
export type PlainRow = Readonly<Record<string, unknown>>;

/** The property of a column or STRUCT member, at any level. */
export type PropertyOf = (column: string) => string;

/**
 * A stored row in the forms that `StoredRow` lists. What is NULL is not there, save among elements of an ARRAY and
 * values of a MAP.
 */
export function plainRow(row: Row, { fields }: StructType, propertyOf: PropertyOf): PlainRow {
  const members = fields.flatMap(({ name, type }) => {
    const value = row[name] ?? null;
    return value === null ? [] : [[propertyOf(name), plainValue(value, type, propertyOf)] as const];
  });
  // fromEntries defines properties rather than assigning them, so a column may be called `__proto__`.
  return Object.fromEntries(members);
}

function plainValue(value: Value, type: DataType, propertyOf: PropertyOf): unknown {
  if (value === null) return null;
  if (typeof type === "string") return plainScalar(value, type);
  switch (type.type) {
    case "struct":
      return isRow(value) ? plainRow(value, type, propertyOf) : value;
    case "array":
      if (!Array.isArray(value)) return value;
      return value.map((element) => plainValue(element, type.elementType, propertyOf));
    case "map": {
      if (!(value instanceof Map)) return value;
      const entries = Array.from(
        value,
        ([key, member]) =>
          [
            plainValue(key, type.keyType, propertyOf),
            plainValue(member, type.valueType, propertyOf),
          ] as const,
      );
      return new Map(entries);
    }
  }
}

function plainScalar(value: Value, type: ScalarType): unknown {
  // One in memory may be a Buffer, which no test would call equal to bytes.
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Variant) return plainVariant(value.text);
  if (typeof value === "bigint") {
    if (isDecimalType(type)) return decimalText(value, decimalDigits(type).scale);
    if (type === "timestamp") return `${timeText(value)}Z`;
    if (type === "timestamp_ntz") return timeText(value);
  }
  return type === "date" && typeof value === "number" ? isoDay(value) : value;
}
