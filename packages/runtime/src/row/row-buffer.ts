import { MAX_ROW_BYTES } from "../protocol/limits.js";
import { SLAB_BYTES, SlabPool } from "./slab-pool.js";

/** Tag of a row in its batch: field 1 of a `ProtoEncodedRecordBatch` or a `JsonRecordBatch`. */
const RECORD_TAG = 0x0a;

/** Writing reserves more than it may take: so much beyond the limit is let through, for the exact check that follows. */
const RESERVE_BYTES = 1024;

/** The row being written is longer than {@link MAX_ROW_BYTES}. Ends the writing of that row. */
export class RowTooLarge extends Error {}

/**
 * The memory that rows are encoded into.
 *
 * Rows stand one behind the other in a slab. When the row under way outgrows its slab, it moves to a fresh one,
 * behind `headroom` bytes; the finished rows before it stay where they are, since batches point at them.
 */
export abstract class RowBuffer {
  /** Where slabs come from, and whoever holds one lets go of it. */
  readonly slabs: SlabPool = new SlabPool();
  /** The slab, and where its next byte goes. */
  protected bytes: Buffer = this.slabs.take();
  protected at = 0;
  protected view: DataView = viewOf(this.bytes);
  readonly #headroom: number;
  #rowStart = 0;
  /** Size of the slab, where it is cheaper to look at. */
  protected end: number = SLAB_BYTES;
  /** How many bytes the length of a record takes, unless this one is unlike the last. */
  #lengthBytes = 1;

  constructor(headroom: number) {
    this.#headroom = headroom;
  }

  /** The slab that rows now go to. Replaced, never resized. */
  get slab(): Buffer {
    return this.bytes;
  }

  /** Where the next byte goes. */
  get position(): number {
    return this.at;
  }

  /** Where the row under way, or the last one, begins. */
  get rowStart(): number {
    return this.#rowStart;
  }

  /** Size of the row under way, or the last one. */
  get rowBytes(): number {
    return this.at - this.#rowStart;
  }

  /** Starts a row, behind the headroom if it is to be the first of its batch. */
  beginRow(first: boolean): void {
    const slab = this.bytes;
    this.#rowStart = this.at;
    if (!first) return;
    this.reserve(this.#headroom);
    // A move has left the headroom already.
    if (this.bytes === slab) this.at += this.#headroom;
    this.#rowStart = this.at;
  }

  /** Makes the row a record of a batch: tag and length go in front of what is written until {@link closeRecord}. */
  openRecord(): void {
    this.reserve(6);
    this.bytes[this.at] = RECORD_TAG;
    this.at += 1 + this.#lengthBytes;
  }

  /** Ends the record: puts its length in front. */
  closeRecord(): void {
    this.#lengthBytes = this.closeLength(1 + this.#lengthBytes, this.#lengthBytes);
  }

  /** Takes back everything that was written since these were the {@link slab} and the {@link position}. */
  returnTo(slab: Buffer, position: number): void {
    this.#use(slab);
    this.at = position;
  }

  /** Goes on in a fresh slab if this one was made larger for a large row. */
  shrink(): void {
    if (this.bytes.length <= SLAB_BYTES) return;
    this.#use(this.slabs.take());
    this.at = 0;
  }

  /**
   * Puts the length of what was written since `opened`, counted from the start of the row, in front of it, where
   * `room` bytes were left for it. Returns how many it took.
   */
  protected closeLength(opened: number, room: number): number {
    const length = this.at - this.#rowStart - opened;
    const taken = varintBytes(length);
    if (taken !== room) {
      this.reserve(taken);
      const start = this.#rowStart + opened;
      this.bytes.copyWithin(start + taken - room, start, this.at);
      this.at += taken - room;
    }
    const end = this.at;
    this.at = this.#rowStart + opened - room;
    this.uint(length);
    this.at = end;
    return taken;
  }

  /** A varint of 32 bits, unsigned. */
  protected uint(value: number): void {
    this.at = putUint(this.bytes, this.at, value);
  }

  /** Sees to it that the next `length` bytes have room. */
  protected reserve(length: number): void {
    if (this.at + length > this.end) this.#move(length);
  }

  #move(length: number): void {
    const written = this.rowBytes;
    if (written + length > MAX_ROW_BYTES + RESERVE_BYTES) throw new RowTooLarge();
    const row = this.bytes.subarray(this.#rowStart, this.at);
    const needed = this.#headroom + 2 * (written + length);
    this.#use(needed > SLAB_BYTES ? Buffer.allocUnsafeSlow(needed) : this.slabs.take());
    this.bytes.set(row, this.#headroom);
    this.#rowStart = this.#headroom;
    this.at = this.#headroom + written;
  }

  #use(slab: Buffer): void {
    if (slab === this.bytes) return;
    this.bytes = slab;
    this.end = slab.length;
    this.view = viewOf(slab);
  }
}

/** Writes a varint of 32 bits, unsigned, at `start`. Returns where it ends. */
export function putUint(bytes: Uint8Array, start: number, value: number): number {
  let rest = value;
  let at = start;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** How many bytes a length takes; none reaches 2^28. */
export function varintBytes(length: number): number {
  return length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : 4;
}

function viewOf(slab: Buffer): DataView {
  return new DataView(slab.buffer, slab.byteOffset, slab.byteLength);
}
