import { Variant } from "../variant/variant.js";
import { decimalText } from "./decimal-text.js";
import { decimalDigits, isDecimalType } from "./decimal-type.js";
import { isRow } from "./is-row.js";
import { isoDay, isoTime } from "./iso-time.js";
import type { Row, Value } from "./row.js";
import type { DataType, StructType } from "./struct-type.js";
import { isTextType } from "./text-type.js";

/** What `JSON.stringify` writes as it is. */
export type Json = null | boolean | number | string | readonly Json[] | JsonRow;

/** A row as JSON, column name to value. */
export interface JsonRow {
  readonly [column: string]: Json;
}

/**
 * A row as JSON that keeps every digit: BIGINT, DECIMAL and VARIANT as text, a VARIANT as that of its JSON; days and
 * times in ISO 8601, a TIMESTAMP in UTC; BINARY in base64; NaN and the infinities as text. A MAP is an object if its keys
 * are text, and a list of pairs otherwise.
 */
export function rowJson(schema: StructType, row: Row): JsonRow {
  return objectOf(schema.fields.map(({ name, type }) => [name, jsonOf(type, row[name] ?? null)]));
}

function jsonOf(type: DataType, value: Value): Json {
  if (value === null) return null;
  if (typeof value === "bigint") return wholeJson(type, value);
  if (typeof value === "number") return type === "date" ? isoDay(value) : numberJson(value);
  if (typeof value !== "object") return value;
  if (value instanceof Variant) return variantJson(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return typeof type === "string" ? null : nestedJson(type, value);
}

function nestedJson(
  type: Exclude<DataType, string>,
  value: Row | readonly Value[] | ReadonlyMap<Value, Value>,
): Json {
  switch (type.type) {
    case "struct":
      return isRow(value) ? rowJson(type, value) : null;
    case "array":
      return isList(value) ? value.map((element) => jsonOf(type.elementType, element)) : null;
    case "map": {
      if (!(value instanceof Map)) return null;
      const pairs = [...value].map(([key, member]): [Json, Json] => [
        jsonOf(type.keyType, key),
        jsonOf(type.valueType, member),
      ]);
      const isText = type.keyType === "string" || isTextType(type.keyType);
      return isText ? objectOf(pairs.map(([key, member]) => [String(key), member])) : pairs;
    }
  }
}

function wholeJson(type: DataType, value: bigint): string {
  if (type === "timestamp") return `${isoTime(value)}Z`;
  if (type === "timestamp_ntz") return isoTime(value);
  return isDecimalType(type) ? decimalText(value, decimalDigits(type).scale) : String(value);
}

function numberJson(value: number): number | string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
  return String(value);
}

/** Another writer may have put anything there. */
function variantJson(value: Variant): string {
  try {
    return value.text;
  } catch (error) {
    return String(error);
  }
}

/** An object of these members, also of one called `__proto__`. */
function objectOf(members: readonly (readonly [name: string, value: Json])[]): JsonRow {
  return Object.fromEntries(members);
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value);
}
