import type { TextType } from "../schema/struct-type.js";
import { codePoints, hasAtMost, textLength } from "../schema/text-type.js";
import { RecordError } from "./record-error.js";

const MIN_MICROS = -62135596800000000n;
const MAX_MICROS = 253402300799999999n;

/** The types whose values are whole numbers of at most 32 bits. */
export type SmallInteger = "byte" | "short" | "integer" | "date";

interface Range {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

const RANGES: Readonly<Record<SmallInteger, Range>> = {
  byte: { name: "TINYINT", min: -128, max: 127 },
  short: { name: "SMALLINT", min: -32768, max: 32767 },
  integer: { name: "INT", min: -2147483648, max: 2147483647 },
  date: { name: "DATE, in days since 1970-01-01", min: -719162, max: 2932896 },
};

/**
 * Compiles the range check of a type, which gives the value back: TINYINT, SMALLINT and INT by their width, DATE by
 * the years 0001 to 9999. It throws {@link RecordError}.
 */
export function rangeCheck(type: SmallInteger): (value: number) => number {
  const { name, min, max } = RANGES[type];
  return (value) => {
    if (value < min || value > max) throw new RecordError(`${value} does not fit ${name} (${min}..${max})`);
    return value;
  };
}

/**
 * Compiles the length check of a VARCHAR or CHAR, in code points, which gives the text back. It throws
 * {@link RecordError}.
 */
export function lengthCheck(type: TextType): (text: string) => string {
  const limit = textLength(type);
  return (text) => {
    if (hasAtMost(limit, text)) return text;
    throw new RecordError(`${codePoints(text)} code points do not fit ${type.toUpperCase()}`);
  };
}

/**
 * Gives a TIMESTAMP's microseconds back.
 * @throws {RecordError} they lie outside the years 0001 to 9999
 */
export function checkMicros(micros: bigint): bigint {
  if (micros < MIN_MICROS || micros > MAX_MICROS) {
    throw new RecordError(`${micros} µs since 1970 is outside the years 0001 to 9999`);
  }
  return micros;
}
