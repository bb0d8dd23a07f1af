import { decimalDigits } from "../schema/decimal-type.js";
import type { Value } from "../schema/row.js";
import type { ScalarType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { parseDecimal } from "./decimal-text.js";
import type { JsonReader } from "./json-reader.js";
import { RecordError } from "./record-error.js";
import { checkMicros, lengthCheck, rangeCheck } from "./value-range.js";
import { readVariant } from "./variant-json.js";

/** Reads one JSON value. */
export type ReadJson<V extends Value = Value> = (json: JsonReader) => V;

const INTEGER = /^-?(?:0|[1-9]\d{0,18})$/;
const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

/** Numbers that JSON has no digits for. */
const SPECIAL: ReadonlyMap<string, number> = new Map(
  [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => [String(value), value]),
);

/** Compiles the reader of a scalar type. Each takes one form, BIGINT and the timestamps a number or its digits as text. */
export function jsonScalarReader(type: ScalarType): ReadJson {
  if (isTextType(type)) {
    const check = lengthCheck(type);
    return (json) => check(json.string());
  }
  switch (type) {
    case "boolean":
      return (json) => json.boolean();
    case "byte":
    case "short":
    case "integer":
    case "date": {
      const check = rangeCheck(type);
      return (json) => check(smallInteger(json.number()));
    }
    case "long":
      return readLong;
    case "timestamp":
    case "timestamp_ntz":
      return (json) => checkMicros(readLong(json));
    case "float":
      return readFloat;
    case "double":
      return readDouble;
    case "string":
      return (json) => json.string();
    case "binary":
      return (json) => parseBase64(json.string());
    case "variant":
      return (json) => readVariant(Buffer.from(json.string()), json.budget);
    default: {
      const { precision, scale } = decimalDigits(type);
      return (json) => parseDecimal(json.string(), precision, scale);
    }
  }
}

/** Compiles the reader of a map key, which is text whatever its type. Keys that are equal as values are one. */
export function jsonKeyReader(type: ScalarType): (text: string) => Value {
  if (isTextType(type)) return lengthCheck(type);
  switch (type) {
    case "boolean":
      return parseBoolean;
    case "byte":
    case "short":
    case "integer":
    case "date": {
      const check = rangeCheck(type);
      return (text) => check(smallInteger(text));
    }
    case "long":
      return parseLong;
    case "timestamp":
    case "timestamp_ntz":
      return (text) => checkMicros(parseLong(text));
    case "string":
      return (text) => text;
    case "float":
    case "double":
    case "binary":
    case "variant":
      return () => {
        throw new RecordError(`${type.toUpperCase()} is no type that a key can have`);
      };
    default: {
      const { precision, scale } = decimalDigits(type);
      return (text) => parseDecimal(text, precision, scale);
    }
  }
}

function parseBoolean(text: string): boolean {
  if (text !== "true" && text !== "false") throw new RecordError("a BOOLEAN key is neither true nor false");
  return text === "true";
}

/** Exact or out of any range: what has more digits than a number holds is larger than INT's limits in any case. */
function smallInteger(text: string): number {
  if (!INTEGER.test(text)) throw notInteger(text);
  // Minus zero is zero.
  return Number(text) + 0;
}

function readLong(json: JsonReader): bigint {
  return parseLong(json.kind() === "string" ? json.string() : json.number());
}

function parseLong(text: string): bigint {
  if (!INTEGER.test(text)) throw notInteger(text);
  const value = BigInt(text);
  if (value < MIN_LONG || value > MAX_LONG) throw new RecordError(`${text} does not fit 64 bits`);
  return value;
}

function notInteger(text: string): RecordError {
  const isNumber = /^-?\d+$/.test(text.slice(0, 100));
  return new RecordError(isNumber ? "the number does not fit 64 bits" : "invalid digit found in string");
}

function readFloat(json: JsonReader): number {
  const value = readDouble(json);
  const single = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(single))
    throw new RecordError(`${value} does not fit FLOAT`);
  return single;
}

function readDouble(json: JsonReader): number {
  if (json.kind() === "string") {
    const special = SPECIAL.get(json.string());
    if (special !== undefined) return special;
    throw new RecordError('invalid type: string, expected number, "NaN", "Infinity" or "-Infinity"');
  }
  const text = json.number();
  const value = Number(text);
  if (!Number.isFinite(value)) throw new RecordError("number out of range");
  return value;
}

/** Takes the alphabet of RFC 4648, padding and all, and of each content the one spelling that it has. */
function parseBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new RecordError("the text is not base64");
  return bytes;
}
