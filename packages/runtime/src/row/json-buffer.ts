import type { JsonSink } from "./json-sink.js";
import { RowBuffer } from "./row-buffer.js";
import { putCodePoint } from "./utf8.js";

/** Text up to this length is written char by char; the engine is faster with what is longer. */
const SHORT_TEXT = 96;

/** Digits that one 32-bit number counts. */
const NINE_DIGITS = 1_000_000_000;

/** So many digits behind the point are looked for before a number is left to the engine. */
const SHORT_FRACTION = 4;

/** Below this, the digits of a fraction are exact as a number of 64 bits, or of 32. */
const EXACT_DOUBLE = 1e15;
const EXACT_SINGLE = 1e7;

/** What a text has to have escapes for: quotes, backslashes, and whatever comes before the space. */
const ESCAPED = /["\\]|[^ -\uffff]/;

const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const PAD = 0x3d;
const BACKSLASH = 0x5c;

/** What two digits are in ASCII. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, pair) => {
  return ((ZERO + Math.floor(pair / 10)) << 8) | (ZERO + (pair % 10));
});

const HEX = Buffer.from("0123456789abcdef");
const BASE64 = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/** Escapes of one letter, by the char they stand for. */
const LETTERS: ReadonlyMap<number, number> = new Map(
  [..."\b\t\n\f\r"].map((char, at) => [char.charCodeAt(0), "btnfr".charCodeAt(at)]),
);

/** Room for any number: `-9223372036854775808`, `-1.2345678901234567e-308`. */
const NUMBER_BYTES = 24;

/**
 * A row's memory with JSON's tokens on top. What is protected writes numbers and ASCII into room that is there already;
 * text and bytes reserve their own, and one byte for what follows them.
 */
export abstract class JsonBuffer extends RowBuffer implements JsonSink {
  mark(char: number): void {
    this.reserve(1);
    this.bytes[this.at++] = char;
  }

  word(text: string): void {
    this.reserve(text.length);
    this.ascii(text);
  }

  raw(text: string): void {
    this.reserve(Buffer.byteLength(text));
    this.at += this.bytes.write(text, this.at);
  }

  protected ascii(text: string, length: number = text.length): void {
    const bytes = this.bytes;
    let at = this.at;
    for (let from = 0; from < length; from++) bytes[at++] = text.charCodeAt(from);
    this.at = at;
  }

  /** A safe integer. */
  protected integer(value: number): void {
    let rest = value;
    if (rest < 0) {
      this.bytes[this.at++] = MINUS;
      rest = -rest;
    }
    if (rest < NINE_DIGITS) return this.#digits(rest, countDigits(rest));
    const high = Math.floor(rest / NINE_DIGITS);
    this.#digits(high, countDigits(high));
    this.#digits(rest - high * NINE_DIGITS, 9);
  }

  number(value: number): void {
    this.reserve(NUMBER_BYTES);
    if (Number.isSafeInteger(value)) return this.#wholeNumber(value);
    let scale = 10;
    for (let digits = 1; digits <= SHORT_FRACTION; digits++, scale *= 10) {
      const scaled = Math.round(value * scale);
      // Both are exact, so that their quotient is the number that these digits are read as.
      if (scaled / scale !== value || Math.abs(scaled) > EXACT_DOUBLE) continue;
      return this.#fraction(value < 0, Math.abs(scaled), scale, digits);
    }
    this.ascii(String(value));
  }

  /** A finite number that 32 bits hold. */
  protected single(value: number): void {
    if (Number.isSafeInteger(value)) return this.#wholeNumber(value);
    let scale = 10;
    for (let digits = 1; digits <= SHORT_FRACTION; digits++, scale *= 10) {
      const scaled = Math.round(value * scale);
      if (Math.fround(scaled / scale) !== value || Math.abs(scaled) > EXACT_SINGLE) continue;
      return this.#fraction(value < 0, Math.abs(scaled), scale, digits);
    }
    // Nine digits tell any two of them apart.
    this.ascii(value.toPrecision(9));
  }

  string(value: string): boolean {
    return value.length <= SHORT_TEXT ? this.#shortString(value) : this.#longString(value);
  }

  /** Bytes as base64, in quotes. */
  protected base64(value: Uint8Array): void {
    const { byteLength } = value;
    this.reserve(4 * Math.ceil(byteLength / 3) + 3);
    const bytes = this.bytes;
    let at = this.at;
    bytes[at++] = QUOTE;
    for (let from = 0; from < byteLength; from += 3) {
      const left = byteLength - from;
      const three = ((value[from] ?? 0) << 16) | ((value[from + 1] ?? 0) << 8) | (value[from + 2] ?? 0);
      bytes[at++] = BASE64[three >> 18] ?? 0;
      bytes[at++] = BASE64[(three >> 12) & 63] ?? 0;
      bytes[at++] = left > 1 ? (BASE64[(three >> 6) & 63] ?? 0) : PAD;
      bytes[at++] = left > 2 ? (BASE64[three & 63] ?? 0) : PAD;
    }
    bytes[at++] = QUOTE;
    this.at = at;
  }

  /** Makes JSON text, from `opened` bytes into the row until here, what stands between the quotes of a string. */
  protected escapeFrom(opened: number): void {
    const length = this.rowBytes - opened;
    let escapes = 0;
    for (let at = this.at - length; at < this.at; at++) if (isEscaped(this.bytes[at] ?? 0)) escapes++;
    this.reserve(escapes);
    const { bytes } = this;
    let from = this.at;
    this.at += escapes;
    // From the back, until no char has to move any more.
    for (let to = this.at; to > from; ) {
      const char = bytes[--from] ?? 0;
      if (isEscaped(char)) {
        bytes[--to] = LETTERS.get(char) ?? char;
        bytes[--to] = BACKSLASH;
      } else bytes[--to] = char;
    }
  }

  #wholeNumber(value: number): void {
    if (Object.is(value, -0)) this.bytes[this.at++] = MINUS;
    this.integer(value);
  }

  #fraction(isNegative: boolean, scaled: number, scale: number, digits: number): void {
    if (isNegative) this.bytes[this.at++] = MINUS;
    const whole = Math.floor(scaled / scale);
    this.integer(whole);
    this.bytes[this.at++] = POINT;
    this.#digits(scaled - whole * scale, digits);
  }

  /** The last `count` digits of a number of nine. */
  #digits(value: number, count: number): void {
    const { bytes, view } = this;
    const end = this.at + count;
    let rest = value | 0;
    let at = end;
    while (at >= this.at + 2) {
      const hundredth = (rest / 100) | 0;
      at -= 2;
      view.setUint16(at, PAIRS[rest - hundredth * 100] ?? 0);
      rest = hundredth;
    }
    if (at > this.at) bytes[at - 1] = ZERO + (rest % 10);
    this.at = end;
  }

  #shortString(value: string): boolean {
    // A control character becomes six: \u0000. No other needs more than three bytes.
    this.reserve(6 * value.length + 3);
    const bytes = this.bytes;
    let at = this.at;
    bytes[at++] = QUOTE;
    for (let from = 0; from < value.length; from++) {
      const char = value.charCodeAt(from);
      if (char < 0x80 && char >= 0x20 && char !== QUOTE && char !== BACKSLASH) {
        bytes[at++] = char;
      } else if (char < 0x80) {
        at = this.#escape(char, at);
      } else {
        const point = value.codePointAt(from) ?? 0;
        at = putCodePoint(bytes, at, point);
        if (at < 0) return false;
        if (point > 0xffff) from++;
      }
    }
    bytes[at++] = QUOTE;
    this.at = at;
    return true;
  }

  #escape(char: number, start: number): number {
    const bytes = this.bytes;
    let at = start;
    bytes[at++] = BACKSLASH;
    const letter = char < 0x20 ? LETTERS.get(char) : char;
    if (letter !== undefined) {
      bytes[at++] = letter;
      return at;
    }
    bytes.write("u00", at, "latin1");
    bytes[at + 3] = HEX[char >> 4] ?? 0;
    bytes[at + 4] = HEX[char & 15] ?? 0;
    return at + 5;
  }

  #longString(value: string): boolean {
    if (!value.isWellFormed()) return false;
    const inside = ESCAPED.test(value) ? JSON.stringify(value).slice(1, -1) : value;
    const length = Buffer.byteLength(inside);
    this.reserve(length + 3);
    this.bytes[this.at++] = QUOTE;
    this.at += this.bytes.write(inside, this.at, length === inside.length ? "latin1" : "utf8");
    this.bytes[this.at++] = QUOTE;
    return true;
  }
}

/** Whether a byte of JSON text has an escape of two chars: quotes, backslashes, line ends, tabs. It has no others. */
function isEscaped(byte: number): boolean {
  return byte === QUOTE || byte === BACKSLASH || byte < 0x20;
}

/** How many digits a whole number below 10^9 has. */
function countDigits(value: number): number {
  if (value < 1000) return value < 10 ? 1 : value < 100 ? 2 : 3;
  if (value < 1_000_000) return value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  return value < 10_000_000 ? 7 : value < 100_000_000 ? 8 : 9;
}
