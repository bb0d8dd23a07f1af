import { bytesOf, dateMillis } from "./object-kind.js";

const LIMIT = 60;

/**
 * A short, one-line description of any value, for error messages: its type and the start of its content.
 * Calls no code of the value's own (no `toString`, no getter).
 */
export function preview(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "string":
      return `string ${JSON.stringify(value.length > LIMIT ? `${value.slice(0, LIMIT)}…` : value)}`;
    case "number":
      return `number ${Object.is(value, -0) ? "-0" : value}`;
    case "bigint":
      return `bigint ${previewBigint(value)}`;
    case "boolean":
      return `boolean ${value}`;
    case "symbol":
      return "a symbol";
    case "function":
      return "a function";
    case "object":
      return value === null ? "null" : previewObject(value);
  }
}

function previewBigint(value: bigint): string {
  // Printing a huge bigint is quadratic in its digits; what lies far outside 64 bits is named instead.
  return BigInt.asIntN(128, value) === value ? `${value}n` : "of more than 128 bits";
}

function previewObject(value: object): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const ms = dateMillis(value);
  if (ms !== undefined) return Number.isNaN(ms) ? "an invalid Date" : `Date ${new Date(ms).toISOString()}`;
  const bytes = bytesOf(value);
  if (bytes !== undefined) return `${bytes.byteLength} bytes`;
  if (ArrayBuffer.isView(value)) return `a view of ${value.byteLength} bytes`;
  if (value instanceof Map) return "a Map";
  return value instanceof Set ? "a Set" : "an object";
}
