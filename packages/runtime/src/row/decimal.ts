import { decimalParts, plainText } from "./decimal-parts.js";
import { refuseThrown } from "./refuse.js";
import type { Refusal } from "./row-issue.js";

const WRONG_TYPE: Refusal = {
  code: "WRONG_TYPE",
  message: "is not decimal text",
  hint: 'pass a string such as "19.99", a bigint, or a number of decimal.js, big.js or bignumber.js',
};
const NUMBER: Refusal = {
  code: "WRONG_TYPE",
  message: "is binary floating point, which most decimal fractions do not fit",
  hint: 'pass the digits you mean as a string: "19.99"',
};
const NOT_FINITE: Refusal = {
  code: "NOT_FINITE",
  message: "is not a finite number, which DECIMAL has no word for",
};
const INVALID: Refusal = {
  code: "INVALID_DECIMAL",
  message: "is not a decimal number",
  hint: 'write it with digits and at most one point: "-1234.50"',
};

/** The longest that canonical text can be: 38 digits, a sign and a point. */
const MOST_CHARS = 40;

/** Far beyond any DECIMAL(38, s); longer text is refused unread. */
const LONGEST = 1024;

/** Canonical text of a DECIMAL(precision, scale) input, or why it is refused. Never rounds. */
export function toDecimalText(value: unknown, precision: number, scale: number): string | Refusal {
  if (typeof value === "bigint") {
    const limit = 10n ** BigInt(precision - scale);
    return value < limit && value > -limit ? value.toString() : tooPrecise(precision, scale);
  }
  if (typeof value !== "string") return ofLibrary(value, precision, scale);
  const length = canonicalLength(value, precision, scale);
  return length > 0 ? value.slice(0, length) : ofOtherText(value, precision, scale);
}

/**
 * How many chars at the start of a text are its canonical form as DECIMAL(precision, scale): all but the zeros that end
 * its fraction. 0 when it is no such text: it begins with a plus or needless zeros, has an exponent, or is refused.
 */
export function canonicalLength(text: string, precision: number, scale: number): number {
  let end = text.length;
  if (end > MOST_CHARS) return 0;
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  let point = end;
  let others = 0;
  for (let at = start; at < end; at++) {
    const char = text.charCodeAt(at);
    // The sign bit of either difference says that it is no digit. A branch would often be mispredicted.
    const isOther = ((char - 48) | (57 - char)) >>> 31;
    others += isOther;
    point = isOther === 1 ? at : point;
  }
  if (others > 0) {
    if (others > 1 || text.charCodeAt(point) !== 46 || point === end - 1) return 0;
    while (text.charCodeAt(end - 1) === 48) end--;
    if (end - point - 1 > scale) return 0;
    if (end - 1 === point) end = point;
  }
  const whole = point - start;
  // A zero stands alone before the point, and has a sign only with digits behind that.
  const isZero = text.charCodeAt(start) === 48;
  if (isZero && (whole > 1 || (start > 0 && end === point))) return 0;
  return whole > 0 && (whole <= precision - scale || (isZero && whole === 1)) ? end : 0;
}

/** Text that is not canonical: it is put right, or refused. */
function ofOtherText(text: string, precision: number, scale: number): string | Refusal {
  const parts = text.length > LONGEST ? undefined : decimalParts(text);
  if (parts === undefined) return /^[+-]?(?:NaN|Infinity)$/.test(text) ? NOT_FINITE : INVALID;
  const fractionDigits = Math.max(0, parts.digits.length - parts.wholeDigits);
  if (fractionDigits > scale) return tooFine(fractionDigits, precision, scale);
  if (parts.wholeDigits > precision - scale) return tooPrecise(precision, scale);
  return plainText(parts);
}

/**
 * A number of a decimal library, of which `toFixed` is the mark. Its exact text is what `toString` gives: `toFixed`
 * would spell out 1e1000000.
 */
function ofLibrary(value: unknown, precision: number, scale: number): string | Refusal {
  if (typeof value === "number" || value instanceof Number) return NUMBER;
  if (typeof value !== "object" || value === null) return WRONG_TYPE;
  try {
    if (!("toFixed" in value) || typeof value.toFixed !== "function") return WRONG_TYPE;
    const text: unknown = value.toString();
    return typeof text === "string" ? toDecimalText(text, precision, scale) : WRONG_TYPE;
  } catch (error) {
    return refuseThrown(error);
  }
}

function tooPrecise(precision: number, scale: number): Refusal {
  return {
    code: "DECIMAL_PRECISION",
    message: `has more than ${precision - scale} digits before the point, which is all DECIMAL(${precision},${scale}) takes`,
  };
}

function tooFine(digits: number, precision: number, scale: number): Refusal {
  return {
    code: "DECIMAL_SCALE",
    message: `has ${digits} fraction digits, DECIMAL(${precision},${scale}) takes ${scale}; values are never rounded`,
  };
}
