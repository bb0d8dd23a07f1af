import type { Key } from "../codegen/row-writer.js";
import type { ColumnNames } from "./column-names.js";
import { joined } from "./int64.js";
import { JsonBuffer } from "./json-buffer.js";
import { CLOSE_ARRAY, CLOSE_OBJECT, COLON, COMMA, OPEN_ARRAY, OPEN_OBJECT } from "./json-marks.js";
import { JsonNames } from "./json-names.js";
import type { RowEncoder } from "./row-encoder.js";

/** What a value can stand in. */
const STRUCT = 0;
const LIST = 1;
const MAP = 2;

/** Field number of a map entry's key. */
const MAP_KEY = 1;

/** Room for any number, its quotes and what follows it: `"-9223372036854775808",`, `"-1.2345678901234567e-308":`. */
const NUMBER_BYTES = 32;

/** Room for any decimal: 38 digits, a sign and a point, in quotes, and what follows it. */
const DECIMAL_BYTES = 43;

const QUOTE = 0x22;

/**
 * Writes rows as JSON text, one object a row, in the forms that the service has for each type: 64-bit integers beyond
 * 2^53 as text, dates and timestamps as integers, BINARY in base64, numbers that JSON lacks as text.
 *
 * Every value is followed by a comma; what closes a container writes over the last one.
 */
export class JsonEncoder extends JsonBuffer implements RowEncoder {
  readonly #names: JsonNames;
  #frame = STRUCT;

  constructor(headroom: number, columns?: ColumnNames) {
    super(headroom);
    this.#names = new JsonNames(columns);
  }

  openRow(): void {
    this.reserve(1);
    this.bytes[this.at++] = OPEN_OBJECT;
    this.#frame = STRUCT;
  }

  closeRow(): void {
    this.#closeBracket(CLOSE_OBJECT);
  }

  boolean(field: number, key: Key, value: boolean): void {
    this.#beginBare(field, key);
    this.ascii(value ? "true" : "false");
    this.#endBare(field);
  }

  int32(field: number, key: Key, value: number): void {
    this.#beginBare(field, key);
    this.integer(value);
    this.#endBare(field);
  }

  int64(field: number, key: Key, low: number, high: number): void {
    const number = joined(low, high);
    if (!Number.isSafeInteger(number)) {
      return this.#quoted(field, key, String((BigInt(high) << 32n) | BigInt(low >>> 0)));
    }
    this.#beginBare(field, key);
    this.integer(number);
    this.#endBare(field);
  }

  float(field: number, key: Key, value: number): void {
    if (!Number.isFinite(value)) return this.#quoted(field, key, String(value));
    this.#beginBare(field, key);
    this.single(Math.fround(value));
    this.#endBare(field);
  }

  double(field: number, key: Key, value: number): void {
    if (!Number.isFinite(value)) return this.#quoted(field, key, String(value));
    this.#beginBare(field, key);
    this.number(value);
    this.#endBare(field);
  }

  text(field: number, key: Key, value: string): boolean {
    this.#begin(key, 0);
    const isWritten = this.string(value);
    this.#end(field);
    return isWritten;
  }

  decimal(field: number, key: Key, value: string, length: number): void {
    this.#begin(key, DECIMAL_BYTES);
    this.bytes[this.at++] = QUOTE;
    this.ascii(value, length);
    this.bytes[this.at++] = QUOTE;
    this.#end(field);
  }

  binary(field: number, key: Key, value: Uint8Array): void {
    this.#begin(key, 0);
    this.base64(value);
    this.#end(field);
  }

  /** Its text is the content of a string. */
  openVariant(_field: number, key: Key): number {
    this.#begin(key, 1);
    this.bytes[this.at++] = QUOTE;
    return this.rowBytes;
  }

  closeVariant(opened: number): void {
    this.escapeFrom(opened);
    this.reserve(2);
    this.bytes[this.at++] = QUOTE;
    this.bytes[this.at++] = COMMA;
  }

  openStruct(_field: number, key: Key): number {
    return this.#open(key, STRUCT, OPEN_OBJECT);
  }

  closeStruct(opened: number): void {
    this.#close(opened, CLOSE_OBJECT);
  }

  openList(key: Key): number {
    return this.#open(key, LIST, OPEN_ARRAY);
  }

  closeList(opened: number): void {
    this.#close(opened, CLOSE_ARRAY);
  }

  openMap(key: Key): number {
    return this.#open(key, MAP, OPEN_OBJECT);
  }

  closeMap(opened: number): void {
    this.#close(opened, CLOSE_OBJECT);
  }

  /** An entry has no bytes of its own. */
  openEntry(): number {
    return 0;
  }

  closeEntry(): void {}

  /** Writes what stands in front of a value, and makes room for the value and what follows it. */
  #begin(key: Key, room: number): void {
    if (this.#frame !== STRUCT) return this.reserve(room);
    const { words, byteLength } = this.#names.of(key);
    // The last word may go three bytes too far.
    this.reserve(byteLength + room + 3);
    const { view, at } = this;
    for (let word = 0; word < words.length; word++) view.setUint32(at + 4 * word, words[word] ?? 0, true);
    this.at = at + byteLength;
  }

  #end(field: number): void {
    this.bytes[this.at++] = this.#frame === MAP && field === MAP_KEY ? COLON : COMMA;
  }

  /** Around what has no quotes in JSON, unless it is the key of a map, which is text whatever its type. */
  #beginBare(field: number, key: Key): void {
    this.#begin(key, NUMBER_BYTES);
    if (this.#frame === MAP && field === MAP_KEY) this.bytes[this.at++] = QUOTE;
  }

  #endBare(field: number): void {
    if (this.#frame === MAP && field === MAP_KEY) this.bytes[this.at++] = QUOTE;
    this.#end(field);
  }

  /** Text without anything to escape, of the length of a number. */
  #quoted(field: number, key: Key, text: string): void {
    this.#begin(key, NUMBER_BYTES);
    this.bytes[this.at++] = QUOTE;
    this.ascii(text);
    this.bytes[this.at++] = QUOTE;
    this.#end(field);
  }

  #open(key: Key, frame: number, bracket: number): number {
    this.#begin(key, 1);
    this.bytes[this.at++] = bracket;
    const outer = this.#frame;
    this.#frame = frame;
    return outer;
  }

  #close(outer: number, bracket: number): void {
    this.#closeBracket(bracket);
    this.bytes[this.at++] = COMMA;
    this.#frame = outer;
  }

  #closeBracket(bracket: number): void {
    this.reserve(2);
    if (this.bytes[this.at - 1] === COMMA) this.at--;
    this.bytes[this.at++] = bracket;
  }
}
