import { decimalText } from "../schema/decimal-text.js";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import type { Value } from "../schema/row.js";
import type { DecimalType, ScalarType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { compareCodePoints, lowerText, upperText, wellFormed } from "./string-bounds.js";

/** Bounds of a column as JSON text, `undefined` where there is no value or where none can be written down. */
export interface Bounds {
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/** The bounds of a column that has none. */
export const NO_BOUNDS: Bounds = { min: undefined, max: undefined };

const FIRST_DAY = -719_162; // 0001-01-01
const LAST_DAY = 2_932_896; // 9999-12-31
const DAY_MS = 86_400_000;

/**
 * Bounds of a leaf column. Readers skip files by them, so they are never tighter than the values: exact for numbers
 * and dates, rounded outwards for timestamps (Delta stops at milliseconds) and for long strings.
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#per-file-statistics
 */
export function boundsOf(type: ScalarType, values: readonly Value[]): Bounds {
  if (isDecimalType(type)) return boundsIn(values, isBigInt, compare, decimalTextOf(type));
  switch (isTextType(type) ? "string" : type) {
    case "boolean":
    case "binary":
    case "variant":
      return NO_BOUNDS;
    case "byte":
    case "short":
    case "integer":
      return boundsIn(values, isNumber, compare, String);
    case "long":
      return boundsIn(values, isBigInt, compare, String);
    case "float":
      return floatBounds(values.map((value) => (isNumber(value) ? Math.fround(value) : value)));
    case "double":
      return floatBounds(values);
    case "string":
      return boundsIn(values.map(wellFormed), isString, compareCodePoints, lowerText, upperText);
    case "date":
      return boundsIn(values, isNumber, compare, dateText);
    case "timestamp":
      return timestampBounds(values, "Z");
    case "timestamp_ntz":
      return timestampBounds(values, "");
  }
}

/** The least and the greatest of the values of one kind, each in the words of its own text function. */
function boundsIn<T extends Value>(
  values: readonly Value[],
  is: (value: Value) => value is T,
  compare: (a: T, b: T) => number,
  lower: (min: T) => string | undefined,
  upper: (max: T) => string | undefined = lower,
): Bounds {
  let found: { min: T; max: T } | undefined;
  for (const value of values) {
    if (!is(value)) continue;
    if (found === undefined) found = { min: value, max: value };
    else if (compare(value, found.min) < 0) found.min = value;
    else if (compare(value, found.max) > 0) found.max = value;
  }
  return found === undefined ? NO_BOUNDS : { min: lower(found.min), max: upper(found.max) };
}

function compare(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

function floatBounds(values: readonly Value[]): Bounds {
  // NaN has no place in any order that all readers share.
  if (values.some(Number.isNaN)) return NO_BOUNDS;
  // Zero has two signs, and readers differ in whether one is less: each bound takes the outer one.
  const text = (zero: string) => (value: number) => {
    if (!Number.isFinite(value)) return undefined;
    return value === 0 ? zero : String(value);
  };
  return boundsIn(values, isNumber, compare, text("-0.0"), text("0.0"));
}

function timestampBounds(values: readonly Value[], zone: string): Bounds {
  const text = (millis: number): string | undefined => {
    if (millis < FIRST_DAY * DAY_MS || millis >= (LAST_DAY + 1) * DAY_MS) return undefined;
    return `"${new Date(millis).toISOString().slice(0, -1)}${zone}"`;
  };
  return boundsIn(
    values,
    isBigInt,
    compare,
    (micros) => text(floorToMillis(micros)),
    (micros) => text(-floorToMillis(-micros)),
  );
}

function floorToMillis(micros: bigint): number {
  const millis = micros / 1000n;
  return Number(micros % 1000n < 0n ? millis - 1n : millis);
}

function dateText(day: number): string | undefined {
  if (day < FIRST_DAY || day > LAST_DAY) return undefined;
  return `"${new Date(day * DAY_MS).toISOString().slice(0, 10)}"`;
}

function decimalTextOf(type: DecimalType): (unscaled: bigint) => string {
  const { scale } = decimalDigits(type);
  return (unscaled) => decimalText(unscaled, scale);
}

function isNumber(value: Value): value is number {
  return typeof value === "number";
}

function isBigInt(value: Value): value is bigint {
  return typeof value === "bigint";
}

function isString(value: Value): value is string {
  return typeof value === "string";
}
