import type { Key } from "../codegen/row-writer.js";
import { putInt32, putInt64, putUint } from "../wire/put-varint.js";
import { JsonBuffer } from "./json-buffer.js";
import { putAscii, putText, SHORT_TEXT, textBytes } from "./put-text.js";
import type { RowEncoder } from "./row-encoder.js";

/** The most that a tag takes. */
const TAG_BYTES = 5;

/** The most that the tag of bytes and their length take. */
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
    this.at = putInt32(this.view, at, value);
  }

  int64(field: number, _key: Key, low: number, high: number): void {
    const at = this.#tag(field << 3);
    this.at = putInt64(this.view, at, low, high);
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
    if (length > SHORT_TEXT) return this.#anyText(field, value);
    const start = this.#tag((field << 3) | 2) + 1;
    if (!putAscii(this.bytes, this.view, start, value, length)) return this.#anyText(field, value);
    this.bytes[start - 1] = length;
    this.at = start + length;
    return true;
  }

  decimal(field: number, _key: Key, value: string, length: number): void {
    const start = this.#tag((field << 3) | 2) + 1;
    putAscii(this.bytes, this.view, start, value, length);
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

  /** Text that is long, or more than ASCII. */
  #anyText(field: number, value: string): boolean {
    this.reserve(TAG_BYTES + textBytes(value));
    const end = putText(this.bytes, this.#tag((field << 3) | 2), value);
    if (end < 0) return false;
    this.at = end;
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
}
