import { RecordError } from "./record-error.js";

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Reads decimal text as the unscaled value of DECIMAL(precision, scale): "19.9" of scale 2 is 1990n.
 * Zeros beyond the scale are dropped; anything else that does not fit is refused, never rounded.
 * @throws {RecordError} the text is no decimal number, or does not fit
 */
export function parseDecimal(text: string, precision: number, scale: number): bigint {
  const [, sign = "", whole = "", fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === "" && fraction === "") throw new RecordError(`${preview(text)} is not a decimal number`);
  const kept = fraction.length > scale ? withoutTrailingZeros(fraction) : fraction;
  if (kept.length > scale) {
    throw new RecordError(
      `${preview(text)} has ${kept.length} fraction digits, ${name(precision, scale)} takes ${scale}`,
    );
  }
  const digits = withoutLeadingZeros(whole + kept.padEnd(scale, "0"));
  if (digits.length > precision) {
    throw new RecordError(`${preview(text)} is too large for ${name(precision, scale)}`);
  }
  const unscaled = digits.length < 16 ? BigInt(Number(digits)) : BigInt(digits);
  return sign === "-" ? -unscaled : unscaled;
}

// Loops rather than /0+$/, which is quadratic on "000…01", and a record may hold 10 MB of it.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 0x30) start++;
  return digits.slice(start);
}

function name(precision: number, scale: number): string {
  return `DECIMAL(${precision},${scale})`;
}

function preview(text: string): string {
  return text.length > 40 ? `${JSON.stringify(text.slice(0, 40))}…` : JSON.stringify(text);
}
