/** A decimal number: `0.digits × 10^wholeDigits`. */
export interface DecimalParts {
  readonly isNegative: boolean;
  /** Neither begins nor ends with 0; empty for the number 0. */
  readonly digits: string;
  /** How many digits stand before the point; what is negative are zeros behind it. */
  readonly wholeDigits: number;
}

/** Up to nine digits of an exponent: enough for any library, and few enough to count with. */
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Takes decimal text apart, with or without an exponent. Nothing when it is something else. */
export function decimalParts(text: string): DecimalParts | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const all = whole + fraction;
  let start = 0;
  let end = all.length;
  while (start < end && all.charCodeAt(start) === 48) start++;
  while (end > start && all.charCodeAt(end - 1) === 48) end--;
  const digits = all.slice(start, end);
  const wholeDigits = digits === "" ? 0 : whole.length - start + Number(exponent);
  return { isNegative: sign === "-" && digits !== "", digits, wholeDigits };
}

/** The plain text of a number, with digits before the point: for one that has not many. */
export function plainText({ isNegative, digits, wholeDigits }: DecimalParts): string {
  const sign = isNegative ? "-" : "";
  if (wholeDigits <= 0) {
    return digits === "" ? "0" : `${sign}0.${"0".repeat(-wholeDigits)}${digits}`;
  }
  const whole = digits.slice(0, wholeDigits).padEnd(wholeDigits, "0");
  const fraction = digits.slice(wholeDigits);
  return `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}
