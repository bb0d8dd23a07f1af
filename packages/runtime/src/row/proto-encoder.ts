import type { Key } from "../codegen/row-writer.js";
import { RowBuffer } from "./row-buffer.js";
import type { RowEncoder } from "./row-encoder.js";

/** Strings up to this length take one length byte whatever they hold: 3 UTF-8 bytes a code unit at most. */
const SHORT_TEXT = 42;

/** The longest tag and the longest number; more than the four bytes that are written at once. */
const NUMBER_BYTES = 15;

const scratch = new DataView(new ArrayBuffer(8));

/** Writes rows in the protobuf wire format. Needs field numbers alone. */
export class ProtoEncoder extends RowBuffer implements RowEncoder {
  /** A row is the message itself, without a tag or a length of its own. */
  openRow(): void {}

  closeRow(): void {}

  boolean(field: number, _key: Key, value: boolean): void {
    this.reserve(NUMBER_BYTES);
    this.#tag(field << 3);
    this.bytes[this.at++] = value ? 1 : 0;
  }

  int32(field: number, _key: Key, value: number): void {
    this.reserve(NUMBER_BYTES);
    this.#tag(field << 3);
    if (value < 0) this.#uint64(value >>> 0, 0xffffffff);
    else if (value < 0x80) this.bytes[this.at++] = value;
    else this.#uint64(value, 0);
  }

  int64(field: number, _key: Key, value: number): void {
    this.reserve(NUMBER_BYTES);
    this.#tag(field << 3);
    const high = Math.floor(value / 0x1000_0000);
    if (high >= 0 && high < 0x1000_0000) this.#uint56(value - high * 0x1000_0000, high);
    else this.#uint64(value >>> 0, Math.floor(value / 0x1_0000_0000) >>> 0);
  }

  bigint64(field: number, _key: Key, value: bigint): void {
    this.reserve(NUMBER_BYTES);
    this.#tag(field << 3);
    scratch.setBigInt64(0, value, true);
    const low = scratch.getUint32(0, true);
    const high = scratch.getUint32(4, true);
    if (high < 0x100_0000) this.#uint56(low & 0xfff_ffff, (high << 4) | (low >>> 28));
    else this.#uint64(low, high);
  }

  double(field: number, _key: Key, value: number): void {
    this.reserve(NUMBER_BYTES);
    this.#tag((field << 3) | 1);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  float(field: number, _key: Key, value: number): void {
    this.reserve(NUMBER_BYTES);
    this.#tag((field << 3) | 5);
    this.view.setFloat32(this.at, value, true);
    this.at += 4;
  }

  text(field: number, _key: Key, value: string): boolean {
    return value.length <= SHORT_TEXT ? this.#shortText(field, value) : this.#longText(field, value);
  }

  binary(field: number, _key: Key, value: Uint8Array): void {
    this.reserve(10 + value.byteLength);
    this.#tag((field << 3) | 2);
    this.uint(value.byteLength);
    this.bytes.set(value, this.at);
    this.at += value.byteLength;
  }

  openStruct(field: number): number {
    this.reserve(6);
    this.#tag((field << 3) | 2);
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
    this.#tag((field << 3) | 2);
    const { bytes, view } = this;
    const { length } = value;
    const start = this.at + 1;
    bytes[start - 1] = length;
    let seen = 0;
    let at = 0;
    for (; at + 3 < length; at += 4) {
      const a = value.charCodeAt(at);
      const b = value.charCodeAt(at + 1);
      const c = value.charCodeAt(at + 2);
      const d = value.charCodeAt(at + 3);
      seen |= a | b | c | d;
      view.setInt32(start + at, a | (b << 8) | (c << 16) | (d << 24), true);
    }
    for (; at < length; at++) {
      const char = value.charCodeAt(at);
      seen |= char;
      bytes[start + at] = char;
    }
    this.at = start + length;
    return seen < 0x80 || this.#encodeShort(before, start, value);
  }

  /** Short text that is not ASCII, in place of what was written of it. */
  #encodeShort(before: number, start: number, value: string): boolean {
    if (!value.isWellFormed()) {
      this.at = before;
      return false;
    }
    const length = this.bytes.write(value, start);
    this.bytes[start - 1] = length;
    this.at = start + length;
    return true;
  }

  #longText(field: number, value: string): boolean {
    if (!value.isWellFormed()) return false;
    const length = Buffer.byteLength(value);
    this.reserve(10 + length);
    this.#tag((field << 3) | 2);
    this.uint(length);
    this.at += this.bytes.write(value, this.at);
    return true;
  }

  /** Unsigned: field numbers reach 2^29 - 1, whose tags fill 32 bits. */
  #tag(tag: number): void {
    if (tag >= 0 && tag < 0x80) this.bytes[this.at++] = tag;
    else this.uint(tag >>> 0);
  }

  /** Two halves of 28 bits, which are four bytes of seven each. */
  #uint56(low: number, high: number): void {
    const { view, at } = this;
    if (high === 0) {
      this.at = at + this.#uint28(at, low);
      return;
    }
    view.setInt32(at, spread(low) | 0x80808080, true);
    this.at = at + 4 + this.#uint28(at + 4, high);
  }

  /** Writes four bytes at once, whatever it needs, and returns how many those are. */
  #uint28(at: number, value: number): number {
    const length = value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
    this.view.setInt32(at, spread(value) | (0x80_8080 & ((1 << ((length - 1) * 8)) - 1)), true);
    return length;
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

/** 28 bits, seven to a byte. */
function spread(value: number): number {
  return (value & 0x7f) | ((value & 0x3f80) << 1) | ((value & 0x1f_c000) << 2) | ((value & 0xfe0_0000) << 3);
}
