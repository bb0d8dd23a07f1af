import { isUtf8 } from "node:buffer";
import { RecordError } from "./record-error.js";
import { ValueBudget } from "./value-budget.js";

/** What a JSON value is. */
export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** No number needs more: the longest that tells a DOUBLE from its neighbour has 767 digits. */
const MAX_NUMBER_LENGTH = 1100;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * A cursor over one record of JSON text. It takes JSON and nothing beyond, checks that the text is UTF-8, and keeps
 * numbers as they are spelt; every read throws {@link RecordError} when something else is there. It goes as deep
 * as it is told to, and no deeper.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export class JsonReader {
  /** What the record's values are taken from. */
  budget: ValueBudget = new ValueBudget();
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Starts over at the first byte of `bytes`. */
  reset(bytes: Uint8Array, budget: ValueBudget): void {
    this.budget = budget;
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = 0;
    if (!isUtf8(this.#bytes)) throw new RecordError("the record is not valid UTF-8");
  }

  /** Where the reader is: `line 1 column 7`, counted in bytes. */
  get place(): string {
    const before = this.#bytes.subarray(0, this.#at);
    let line = 1;
    for (const byte of before) if (byte === 0x0a) line++;
    return `line ${line} column ${before.length - before.lastIndexOf(0x0a) - 1}`;
  }

  /** What the next value is. */
  kind(): JsonKind {
    this.#skipSpace();
    const byte = this.#bytes[this.#at];
    switch (byte) {
      case OPEN_OBJECT:
        return "object";
      case OPEN_ARRAY:
        return "array";
      case QUOTE:
        return "string";
      case 0x74:
      case 0x66:
        return "boolean";
      case 0x6e:
        return "null";
    }
    if (byte === undefined) throw new RecordError("the record ends in the middle of a value");
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return "number";
    throw new RecordError("expected value");
  }

  openObject(): void {
    this.#expect(OPEN_OBJECT, "object");
  }

  /** The name of the next member, the reader then being at its value; nothing when the object is at its end. */
  member(isFirst: boolean): string | undefined {
    if (!this.#next(isFirst, CLOSE_OBJECT)) return undefined;
    const name = this.string();
    this.#skipSpace();
    if (this.#bytes[this.#at] !== COLON) throw new RecordError("expected `:`");
    this.#at++;
    return name;
  }

  openArray(): void {
    this.#expect(OPEN_ARRAY, "array");
  }

  /** Goes to the next element; false when the array is at its end. */
  element(isFirst: boolean): boolean {
    return this.#next(isFirst, CLOSE_ARRAY);
  }

  string(): string {
    this.#expect(QUOTE, "string");
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let seen = 0;
    let isEscaped = false;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
      if (byte === undefined) throw new RecordError("the record ends in the middle of a string");
      if (byte < 0x20) throw new RecordError("a control character stands in a string");
      seen |= byte;
      if (byte === BACKSLASH) {
        isEscaped = true;
        at++;
      }
      at++;
    }
    this.#at = at + 1;
    if (isEscaped) return unescaped(bytes.toString("utf8", start - 1, at + 1));
    return bytes.toString(seen < 0x80 ? "latin1" : "utf8", start, at);
  }

  /** The number as it is spelt. */
  number(): string {
    this.#mustBe("number");
    const bytes = this.#bytes;
    const start = this.#at;
    while (isNumberByte(bytes[this.#at])) this.#at++;
    if (this.#at - start > MAX_NUMBER_LENGTH) throw new RecordError("a number has too many digits");
    const text = bytes.toString("latin1", start, this.#at);
    if (!NUMBER.test(text)) throw new RecordError("invalid number");
    return text;
  }

  boolean(): boolean {
    this.#mustBe("boolean");
    const value = this.#bytes[this.#at] === 0x74;
    this.#literal(value ? "true" : "false");
    return value;
  }

  null(): void {
    this.#mustBe("null");
    this.#literal("null");
  }

  /** The bytes of the next value, which is only looked at as far as to find its end. */
  raw(): Uint8Array {
    this.kind();
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let depth = 0;
    for (let isString = false; at < bytes.length; at++) {
      const byte = bytes[at];
      if (isString) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) isString = false;
        continue;
      }
      const closes = byte === CLOSE_ARRAY || byte === CLOSE_OBJECT;
      if (depth === 0 && (closes || byte === COMMA)) break;
      if (byte === QUOTE) isString = true;
      else if (closes) depth--;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++;
    }
    this.#at = Math.min(at, bytes.length);
    return bytes.subarray(start, this.#at);
  }

  /** Sees to it that nothing follows. */
  end(): void {
    this.#skipSpace();
    if (this.#at < this.#bytes.length) throw new RecordError("trailing characters");
  }

  #next(isFirst: boolean, close: number): boolean {
    this.#skipSpace();
    const byte = this.#bytes[this.#at];
    if (byte === close) {
      this.#at++;
      return false;
    }
    if (isFirst) return true;
    if (byte !== COMMA) throw new RecordError(`expected \`,\` or \`${String.fromCharCode(close)}\``);
    this.#at++;
    return true;
  }

  #mustBe(kind: JsonKind): void {
    const found = this.kind();
    if (found !== kind) throw new RecordError(`invalid type: ${found}, expected ${kind}`);
  }

  #expect(byte: number, kind: JsonKind): void {
    this.#skipSpace();
    if (this.#bytes[this.#at] !== byte) this.#mustBe(kind);
    this.#at++;
  }

  #literal(text: string): void {
    const end = this.#at + text.length;
    if (this.#bytes.toString("latin1", this.#at, end) !== text) throw new RecordError("expected value");
    this.#at = end;
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    for (let byte = bytes[this.#at]; ; byte = bytes[this.#at]) {
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }
}

function isNumberByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  // + - . and the two spellings of e.
  return (byte >= 0x30 && byte <= 0x39) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].includes(byte);
}

function unescaped(token: string): string {
  let text: unknown;
  try {
    text = JSON.parse(token);
  } catch {
    throw new RecordError("invalid escape");
  }
  if (typeof text !== "string" || !text.isWellFormed()) {
    throw new RecordError("an escape is half a surrogate pair");
  }
  return text;
}
