import type { Key } from "../codegen/row-writer.js";
import { JsonBuffer } from "./json-buffer.js";
import { putUint, varintBytes } from "./row-buffer.js";
import type { RowEncoder } from "./row-encoder.js";
import { putUtf8 } from "./utf8.js";

/** Text up to this length is written char by char; the engine is faster with what is longer. */
const SHORT_TEXT = 96;

/** Text up to this length may reserve more than it takes. */
const MUCH_TEXT = 4096;

/** The most that the tag of a text and its length take. */
const TAG_AND_LENGTH_BYTES = 10;

/** The most that a value takes which is written without a look at the room: short text, and its tag and length. */
const VALUE_BYTES = 6 + SHORT_TEXT;

/** Writes rows in the protobuf wire format, VARIANTs in them as JSON text. Needs field numbers alone. */
export class ProtoEncoder extends JsonBuffer implements RowEncoder {
  /** How many bytes the length of a VARIANT takes, unless this one is unlike the last. */
  #variantLengthBytes = 1;

  /** A row is the message itself, without a tag or a length of its own. */
  openRow(): void {}

  closeRow(): void {}

  boolean(field: number, _key: Key, value: boolean): void {
    const at = this.#tag(field << 3);
    this.bytes[at] = value ? 1 : 0;
    this.at = at + 1;
  }

  int32(field: number, _key: Key, value: number): void {
    const at = this.#tag(field << 3);
    if (value >= 0 && value < 0x1000_0000) this.#uint28(at, value);
    else this.#uint64(at, value >>> 0, value < 0 ? 0xffffffff : 0);
  }

  int64(field: number, _key: Key, low: number, high: number): void {
    const at = this.#tag(field << 3);
    if (high >= 0 && high < 0x100_0000) this.#uint56(at, low & 0xfff_ffff, (high << 4) | (low >>> 28));
    else this.#uint64(at, low >>> 0, high >>> 0);
  }

  double(field: number, _key: Key, value: number): void {
    const at = this.#tag((field << 3) | 1);
    this.view.setFloat64(at, value, true);
    this.at = at + 8;
  }

  float(field: number, _key: Key, value: number): void {
    const at = this.#tag((field << 3) | 5);
    this.view.setFloat32(at, value, true);
    this.at = at + 4;
  }

  text(field: number, _key: Key, value: string): boolean {
    const { length } = value;
    if (length > SHORT_TEXT) return this.#longText(field, value);
    const start = this.#tag((field << 3) | 2) + 1;
    if (!this.#ascii(value, length, start)) return this.#shortText(field, value);
    this.bytes[start - 1] = length;
    this.at = start + length;
    return true;
  }

  decimal(field: number, _key: Key, value: string, length: number): void {
    const start = this.#tag((field << 3) | 2) + 1;
    this.#ascii(value, length, start);
    this.bytes[start - 1] = length;
    this.at = start + length;
  }

  binary(field: number, _key: Key, value: Uint8Array): void {
    this.reserve(TAG_AND_LENGTH_BYTES + value.byteLength);
    this.at = this.#tag((field << 3) | 2);
    this.uint(value.byteLength);
    this.bytes.set(value, this.at);
    this.at += value.byteLength;
  }

  openVariant(field: number): number {
    this.at = this.#tag((field << 3) | 2) + this.#variantLengthBytes;
    return this.rowBytes;
  }

  closeVariant(opened: number): void {
    this.#variantLengthBytes = this.closeLength(opened, this.#variantLengthBytes);
  }

  openStruct(field: number): number {
    this.at = this.#tag((field << 3) | 2) + 1;
    return this.at - this.rowStart;
  }

  closeStruct(opened: number): void {
    this.closeLength(opened, 1);
  }

  /** The elements of a list carry its field number themselves, as do the entries of a map. */
  openList(): number {
    return 0;
  }

  closeList(): void {}

  openMap(): number {
    return 0;
  }

  closeMap(): void {}

  openEntry(field: number): number {
    return this.openStruct(field);
  }

  closeEntry(opened: number): void {
    this.closeStruct(opened);
  }

  /** Writes chars at `start` as if they were ASCII. False when they are not: what was written is of no use then. */
  #ascii(value: string, length: number, start: number): boolean {
    const { bytes, view } = this;
    const last = length - 4;
    let seen = 0;
    if (last < 0) {
      for (let at = 0; at < length; at++) {
        const char = value.charCodeAt(at);
        seen |= char;
        bytes[start + at] = char;
      }
      return seen < 0x80;
    }
    // Four at a time. The last four may overlap those before: cheaper than a loop for what remains.
    for (let at = 0; ; at = Math.min(at + 4, last)) {
      const a = value.charCodeAt(at);
      const b = value.charCodeAt(at + 1);
      const c = value.charCodeAt(at + 2);
      const d = value.charCodeAt(at + 3);
      seen |= a | b | c | d;
      view.setInt32(start + at, a | (b << 8) | (c << 16) | (d << 24), true);
      if (at === last) return seen < 0x80;
    }
  }

  /** Short text that is more than ASCII. */
  #shortText(field: number, value: string): boolean {
    this.reserve(TAG_AND_LENGTH_BYTES + 3 * SHORT_TEXT);
    const start = this.#tag((field << 3) | 2) + 1;
    const end = putUtf8(this.bytes, start, value);
    if (end < 0) return false;
    this.at = end;
    this.closeLength(start - this.rowStart, 1);
    return true;
  }

  #longText(field: number, value: string): boolean {
    const { length } = value;
    // No code unit takes more than three bytes. What is very long is counted, so that it fits if it can.
    this.reserve(TAG_AND_LENGTH_BYTES + (length < MUCH_TEXT ? length * 3 : Buffer.byteLength(value)));
    const lengthBytes = varintBytes(length);
    const start = this.#tag((field << 3) | 2) + lengthBytes;
    const written = this.bytes.write(value, start);
    // What takes a byte a char is ASCII.
    if (written !== length && !value.isWellFormed()) return false;
    this.at = start + written;
    this.closeLength(start - this.rowStart, lengthBytes);
    return true;
  }

  /**
   * Writes a tag, and sees to it that a number or short text has room behind it. Returns where that goes; the position
   * is still in front of the tag.
   */
  #tag(tag: number): number {
    this.reserve(VALUE_BYTES);
    const { bytes, at } = this;
    if (tag >= 0 && tag < 0x80) {
      bytes[at] = tag;
      return at + 1;
    }
    // Unsigned: field numbers reach 2^29 - 1, whose tags fill 32 bits.
    return putUint(bytes, at, tag >>> 0);
  }

  /** Two halves of 28 bits, which are four bytes of seven each. */
  #uint56(at: number, low: number, high: number): void {
    if (high === 0) return this.#uint28(at, low);
    this.view.setInt32(at, spread(low) | 0x80808080, true);
    this.#uint28(at + 4, high);
  }

  /** Writes four bytes at once, whatever it needs. */
  #uint28(at: number, value: number): void {
    // Without a branch: how many bytes a number takes is hard to predict.
    const length = ((38 - Math.clz32(value | 1)) * 37) >> 8;
    this.view.setInt32(at, spread(value) | (0x80_8080 & ((1 << ((length - 1) * 8)) - 1)), true);
    this.at = at + length;
  }

  #uint64(start: number, low: number, high: number): void {
    const bytes = this.bytes;
    let [lo, hi, at] = [low, high, start];
    while (hi !== 0 || lo > 0x7f) {
      bytes[at++] = (lo & 0x7f) | 0x80;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    bytes[at++] = lo;
    this.at = at;
  }
}

/** 28 bits, seven to a byte. */
function spread(value: number): number {
  return (value & 0x7f) | ((value & 0x3f80) << 1) | ((value & 0x1f_c000) << 2) | ((value & 0xfe0_0000) << 3);
}
