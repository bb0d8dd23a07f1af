import { PRIMITIVE } from "./primitive.js";

const MAX_DIGITS = 38;
const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

/** A number as a VARIANT holds it: its kind, and the bytes after the first. */
export interface EncodedNumber {
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/** The digits of a number: `unscaled` / 10 ** `scale`, the scale never negative. */
interface Digits {
  readonly unscaled: bigint;
  readonly scale: number;
}

/**
 * Encodes a number of JSON, as it is spelt, with all of its digits as long as any kind holds them: whole numbers of 64
 * bits as integers, others of 38 digits as decimals, all others as doubles. With an exponent it is a double if that
 * loses nothing.
 * @returns undefined when not even a double is large enough
 */
export function encodeNumber(text: string): EncodedNumber | undefined {
  const [, sign = "", whole = "", fraction = "", exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const value = Number(text);
  // Only a double has a minus zero.
  if (Object.is(value, -0) || (exponent !== undefined && isExactly(value, text))) return encodeDouble(value);
  const digits = digitsOf(sign, whole, fraction, Number(exponent ?? 0));
  if (digits === undefined) return Number.isFinite(value) ? encodeDouble(value) : undefined;
  const { unscaled, scale } = digits;
  const isInteger = fraction === "" && exponent === undefined && unscaled >= MIN_LONG && unscaled <= MAX_LONG;
  return isInteger ? encodeInteger(unscaled) : encodeDecimal(unscaled, scale);
}

/** The digits of a number, if a decimal holds them. */
function digitsOf(sign: string, whole: string, fraction: string, exponent: number): Digits | undefined {
  const exact = `${whole}${fraction}`.replace(/^0+(?=\d)/, "");
  const scale = fraction.length - exponent;
  if (isDecimal(exact.length, scale)) return { unscaled: BigInt(sign + exact), scale };
  const short = withoutTrailingZeros(exact);
  const shortScale = scale - (exact.length - short.length);
  if (shortScale >= 0) {
    return isDecimal(short.length, shortScale)
      ? { unscaled: BigInt(sign + short), scale: shortScale }
      : undefined;
  }
  if (!isDecimal(short.length - shortScale, 0)) return undefined;
  return { unscaled: BigInt(`${sign}${short}${"0".repeat(-shortScale)}`), scale: 0 };
}

function isDecimal(digits: number, scale: number): boolean {
  return digits <= MAX_DIGITS && scale >= 0 && scale <= MAX_DIGITS;
}

/** Whether a double is the very number of a text, as far as its shortest spelling tells. */
function isExactly(value: number, text: string): boolean {
  return Number.isFinite(value) && normalized(String(value)) === normalized(text);
}

/** A number as digits without zeros at either end, and the power of ten that they count from. */
function normalized(text: string): string {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = withoutTrailingZeros(all);
  if (digits === "") return "0";
  return `${digits}e${Number(exponent) - fraction.length + (all.length - digits.length)}`;
}

// A loop rather than /0+$/, which is quadratic on "000…01".
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 0x30) end--;
  return digits.slice(0, end);
}

function encodeDouble(value: number): EncodedNumber {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { kind: PRIMITIVE.double, bytes };
}

function encodeInteger(value: bigint): EncodedNumber {
  for (const [kind, width] of [
    [PRIMITIVE.int8, 1],
    [PRIMITIVE.int16, 2],
    [PRIMITIVE.int32, 4],
  ] as const) {
    if (BigInt.asIntN(width * 8, value) === value) return { kind, bytes: littleEndian(value, width) };
  }
  return { kind: PRIMITIVE.int64, bytes: littleEndian(value, 8) };
}

/** Readers take the precision for at least the scale, so both have to fit. */
function encodeDecimal(unscaled: bigint, scale: number): EncodedNumber {
  const digits = Math.max(String(unscaled).replace("-", "").length, scale);
  const [kind, width] =
    digits <= 9
      ? [PRIMITIVE.decimal4, 4]
      : digits <= 18
        ? [PRIMITIVE.decimal8, 8]
        : [PRIMITIVE.decimal16, 16];
  return { kind, bytes: Buffer.concat([Buffer.of(scale), littleEndian(unscaled, width)]) };
}

function littleEndian(value: bigint, width: number): Uint8Array {
  const bytes = Buffer.alloc(width);
  let rest = BigInt.asUintN(width * 8, value);
  for (let i = 0; i < width; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}
