import { MAX_ROW_BYTES } from "../protocol/limits.js";

/** Size of the memory that rows of many batches are carved from. */
const SLAB_BYTES = 256 * 1024;

/** Strings up to this length take one length byte whatever they hold: 3 UTF-8 bytes a code unit at most. */
const SHORT_TEXT = 42;

const scratch = new DataView(new ArrayBuffer(8));

/** The row being written is longer than {@link MAX_ROW_BYTES}. Ends the writing of that row. */
export class RowTooLarge extends Error {}

/**
 * The memory that rows are encoded into, with the protobuf wire format on top.
 *
 * Rows stand one behind the other in a slab. When the row under way outgrows its slab, it moves to a fresh one,
 * behind `headroom` bytes; the finished rows before it stay where they are, since batches point at them.
 */
export class WireBuffer {
  readonly #headroom: number;
  #slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #view: DataView = viewOf(this.#slab);
  #position = 0;
  #rowStart = 0;
  /** Where to return to when the row under way is abandoned. */
  #homeSlab: Buffer = this.#slab;
  #homePosition = 0;

  constructor(headroom: number) {
    this.#headroom = headroom;
  }

  /** The slab that rows now go to. Replaced, never resized. */
  get slab(): Buffer {
    return this.#slab;
  }

  /** Where the next byte goes. */
  get position(): number {
    return this.#position;
  }

  /** Where the row under way, or the last one, begins. */
  get rowStart(): number {
    return this.#rowStart;
  }

  /** Starts a row, behind the headroom if it is to be the first of its batch. */
  beginRow(first: boolean): void {
    this.#homeSlab = this.#slab;
    this.#homePosition = this.#position;
    this.#rowStart = this.#position;
    if (!first) return;
    this.#reserve(this.#headroom);
    // A move has left the headroom already.
    if (this.#slab === this.#homeSlab) this.#position += this.#headroom;
    this.#rowStart = this.#position;
  }

  /** Size of the row under way, or the last one. */
  get rowBytes(): number {
    return this.#position - this.#rowStart;
  }

  /** Takes back everything since {@link beginRow}. */
  abandonRow(): void {
    this.#use(this.#homeSlab);
    this.#position = this.#homePosition;
  }

  /** Goes on in a fresh slab if this one was made larger for a large row. */
  shrink(): void {
    if (this.#slab.length <= SLAB_BYTES) return;
    this.#use(Buffer.allocUnsafeSlow(SLAB_BYTES));
    this.#position = 0;
  }

  varint(field: number, value: number): void {
    this.#reserve(15);
    this.#tag(field, 0);
    if (value >= 0) this.#uint(value);
    else this.#uint64(value >>> 0, 0xffffffff);
  }

  /** A safe integer. */
  int64(field: number, value: number): void {
    this.#reserve(15);
    this.#tag(field, 0);
    this.#uint64(value >>> 0, Math.floor(value / 0x1_0000_0000) >>> 0);
  }

  /** A bigint of 64 bits. */
  bigint64(field: number, value: bigint): void {
    this.#reserve(15);
    this.#tag(field, 0);
    scratch.setBigInt64(0, value);
    this.#uint64(scratch.getUint32(4), scratch.getUint32(0));
  }

  double(field: number, value: number): void {
    this.#reserve(13);
    this.#tag(field, 1);
    this.#view.setFloat64(this.#position, value, true);
    this.#position += 8;
  }

  float(field: number, value: number): void {
    this.#reserve(9);
    this.#tag(field, 5);
    this.#view.setFloat32(this.#position, value, true);
    this.#position += 4;
  }

  /** Writes text as UTF-8. False, with nothing written, when it holds half a surrogate pair. */
  text(field: number, value: string): boolean {
    return value.length <= SHORT_TEXT ? this.#shortText(field, value) : this.#longText(field, value);
  }

  binary(field: number, value: Uint8Array): void {
    this.#reserve(10 + value.byteLength);
    this.#tag(field, 2);
    this.#uint(value.byteLength);
    this.#slab.set(value, this.#position);
    this.#position += value.byteLength;
  }

  /** Starts a length-delimited field. Give the result to {@link close} when its content is written. */
  open(field: number): number {
    this.#reserve(6);
    this.#tag(field, 2);
    this.#position += 1;
    return this.#position - this.#rowStart;
  }

  /** Ends a field: puts the length of what was written since {@link open} in front of it. */
  close(opened: number): void {
    const length = this.#position - this.#rowStart - opened;
    if (length < 0x80) {
      this.#slab[this.#rowStart + opened - 1] = length;
      return;
    }
    const more = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : 3;
    this.#reserve(more);
    const start = this.#rowStart + opened;
    this.#slab.copyWithin(start + more, start, this.#position);
    const end = this.#position + more;
    this.#position = start - 1;
    this.#uint(length);
    this.#position = end;
  }

  #shortText(field: number, value: string): boolean {
    this.#reserve(6 + SHORT_TEXT * 3);
    const before = this.#position;
    this.#tag(field, 2);
    const bytes = this.#slab;
    const start = this.#position + 1;
    let seen = 0;
    for (let at = 0; at < value.length; at++) {
      const char = value.charCodeAt(at);
      bytes[start + at] = char;
      seen |= char;
    }
    let length = value.length;
    if (seen > 0x7f) {
      if (!value.isWellFormed()) {
        this.#position = before;
        return false;
      }
      length = bytes.write(value, start);
    }
    bytes[start - 1] = length;
    this.#position = start + length;
    return true;
  }

  #longText(field: number, value: string): boolean {
    if (!value.isWellFormed()) return false;
    const length = Buffer.byteLength(value);
    this.#reserve(10 + length);
    this.#tag(field, 2);
    this.#uint(length);
    this.#position += this.#slab.write(value, this.#position);
    return true;
  }

  #tag(field: number, wireType: number): void {
    // Unsigned: field numbers reach 2^29 - 1, whose tags fill 32 bits.
    this.#uint(((field << 3) | wireType) >>> 0);
  }

  /** 32 bits, unsigned. */
  #uint(value: number): void {
    const bytes = this.#slab;
    let rest = value;
    let at = this.#position;
    while (rest > 0x7f) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#position = at;
  }

  #uint64(low: number, high: number): void {
    const bytes = this.#slab;
    let [lo, hi, at] = [low, high, this.#position];
    while (hi !== 0 || lo > 0x7f) {
      bytes[at++] = (lo & 0x7f) | 0x80;
      lo = ((lo >>> 7) | (hi << 25)) >>> 0;
      hi >>>= 7;
    }
    bytes[at++] = lo;
    this.#position = at;
  }

  #reserve(length: number): void {
    if (this.#position + length > this.#slab.length) this.#move(length);
  }

  #move(length: number): void {
    const written = this.rowBytes;
    if (written + length > MAX_ROW_BYTES) throw new RowTooLarge();
    const row = this.#slab.subarray(this.#rowStart, this.#position);
    const needed = this.#headroom + 2 * (written + length);
    this.#use(Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, needed)));
    this.#slab.set(row, this.#headroom);
    this.#rowStart = this.#headroom;
    this.#position = this.#headroom + written;
  }

  #use(slab: Buffer): void {
    if (slab === this.#slab) return;
    this.#slab = slab;
    this.#view = viewOf(slab);
  }
}

function viewOf(slab: Buffer): DataView {
  return new DataView(slab.buffer, slab.byteOffset, slab.byteLength);
}
