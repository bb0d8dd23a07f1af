import type { Key } from "../codegen/row-writer.js";
import { RowBuffer } from "./row-buffer.js";
import type { RowEncoder } from "./row-encoder.js";

/** Strings up to this length take one length byte whatever they hold: 3 UTF-8 bytes a code unit at most. */
const SHORT_TEXT = 42;

const scratch = new DataView(new ArrayBuffer(8));

/** Writes rows in the protobuf wire format. Needs field numbers alone. */
export class ProtoEncoder extends RowBuffer implements RowEncoder {
  /** A row is the message itself, without a tag or a length of its own. */
  openRow(): void {}

  closeRow(): void {}

  boolean(field: number, key: Key, value: boolean): void {
    this.int32(field, key, value ? 1 : 0);
  }

  int32(field: number, _key: Key, value: number): void {
    this.reserve(15);
    this.#tag(field, 0);
    if (value >= 0) this.uint(value);
    else this.#uint64(value >>> 0, 0xffffffff);
  }

  int64(field: number, _key: Key, value: number): void {
    this.reserve(15);
    this.#tag(field, 0);
    this.#uint64(value >>> 0, Math.floor(value / 0x1_0000_0000) >>> 0);
  }

  bigint64(field: number, _key: Key, value: bigint): void {
    this.reserve(15);
    this.#tag(field, 0);
    scratch.setBigInt64(0, value);
    this.#uint64(scratch.getUint32(4), scratch.getUint32(0));
  }

  double(field: number, _key: Key, value: number): void {
    this.reserve(13);
    this.#tag(field, 1);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  float(field: number, _key: Key, value: number): void {
    this.reserve(9);
    this.#tag(field, 5);
    this.view.setFloat32(this.at, value, true);
    this.at += 4;
  }

  text(field: number, _key: Key, value: string): boolean {
    return value.length <= SHORT_TEXT ? this.#shortText(field, value) : this.#longText(field, value);
  }

  binary(field: number, _key: Key, value: Uint8Array): void {
    this.reserve(10 + value.byteLength);
    this.#tag(field, 2);
    this.uint(value.byteLength);
    this.bytes.set(value, this.at);
    this.at += value.byteLength;
  }

  openStruct(field: number): number {
    this.reserve(6);
    this.#tag(field, 2);
    this.at += 1;
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

  #shortText(field: number, value: string): boolean {
    this.reserve(6 + SHORT_TEXT * 3);
    const before = this.at;
    this.#tag(field, 2);
    const bytes = this.bytes;
    const start = this.at + 1;
    let seen = 0;
    for (let at = 0; at < value.length; at++) {
      const char = value.charCodeAt(at);
      bytes[start + at] = char;
      seen |= char;
    }
    let length = value.length;
    if (seen > 0x7f) {
      if (!value.isWellFormed()) {
        this.at = before;
        return false;
      }
      length = bytes.write(value, start);
    }
    bytes[start - 1] = length;
    this.at = start + length;
    return true;
  }

  #longText(field: number, value: string): boolean {
    if (!value.isWellFormed()) return false;
    const length = Buffer.byteLength(value);
    this.reserve(10 + length);
    this.#tag(field, 2);
    this.uint(length);
    this.at += this.bytes.write(value, this.at);
    return true;
  }

  #tag(field: number, wireType: number): void {
    // Unsigned: field numbers reach 2^29 - 1, whose tags fill 32 bits.
    this.uint(((field << 3) | wireType) >>> 0);
  }

  #uint64(low: number, high: number): void {
    const bytes = this.bytes;
    let [lo, hi, at] = [low, high, this.at];
    while (hi !== 0 || lo > 0x7f) {
      bytes[at++] = (lo & 0x7f) | 0x80;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    bytes[at++] = lo;
    this.at = at;
  }
}
