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

/** Far beyond any DECIMAL(38, s); longer text is refused unread. */
const LONGEST = 1024;

/** Canonical text of a DECIMAL(precision, scale) input, or why it is refused. Never rounds. */
export function toDecimalText(value: unknown, precision: number, scale: number): string | Refusal {
  if (typeof value === "bigint") {
    const limit = 10n ** BigInt(precision - scale);
    return value < limit && value > -limit ? value.toString() : tooPrecise(precision, scale);
  }
  if (typeof value !== "string") return ofLibrary(value, precision, scale);
  if (value.length > LONGEST) return INVALID;
  if (fitsAsItIs(value, precision, scale)) return value;
  const first = value.charCodeAt(0);
  const signed = first === 45 || first === 43;
  const start = signed ? 1 : 0;
  let point = -1;
  for (let at = start; at < value.length; at++) {
    const char = value.charCodeAt(at);
    if (char === 46 && point < 0) point = at;
    else if (!(char >= 48 && char <= 57)) return ofOtherText(value, precision, scale);
  }
  const wholeEnd = point < 0 ? value.length : point;
  if (wholeEnd === start || point === value.length - 1) return INVALID;

  let firstDigit = start;
  while (firstDigit < wholeEnd - 1 && value.charCodeAt(firstDigit) === 48) firstDigit++;
  let end = value.length;
  if (point >= 0) while (end > point + 1 && value.charCodeAt(end - 1) === 48) end--;
  const fractionDigits = point < 0 ? 0 : end - point - 1;
  const wholeDigits =
    wholeEnd - firstDigit === 1 && value.charCodeAt(firstDigit) === 48 ? 0 : wholeEnd - firstDigit;
  if (fractionDigits > scale) return tooFine(fractionDigits, precision, scale);
  if (wholeDigits > precision - scale) return tooPrecise(precision, scale);

  const keptEnd = fractionDigits === 0 ? wholeEnd : end;
  if (firstDigit === 0 && keptEnd === value.length) return value;
  const kept = value.slice(firstDigit, keptEnd);
  return first === 45 && (wholeDigits > 0 || fractionDigits > 0) ? `-${kept}` : kept;
}

/** Whether it is canonical and fits, with `scale` digits behind a point or without one. Most text is so. */
function fitsAsItIs(text: string, precision: number, scale: number): boolean {
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  const end = text.length;
  let others = 0;
  for (let at = start; at < end; at++) {
    const char = text.charCodeAt(at);
    // The sign bit of either difference says that it is no digit. A branch would often be mispredicted.
    others += ((char - 48) | (57 - char)) >>> 31;
  }
  const point = end - scale - 1;
  const whole = (others === 0 ? end : point) - start;
  if (others > 0 && (others > 1 || scale === 0 || text.charCodeAt(point) !== 46)) return false;
  if (others > 0 && text.charCodeAt(end - 1) === 48) return false;
  const isZero = text.charCodeAt(start) === 48;
  return whole > 0 && whole <= precision - scale && (!isZero || (whole === 1 && start === 0));
}

/** Text that is not only digits: an exponent, or nothing good. */
function ofOtherText(text: string, precision: number, scale: number): string | Refusal {
  const parts = decimalParts(text);
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
