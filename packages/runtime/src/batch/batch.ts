import type { RecordFormat } from "../row/record-format.js";
import type { SlabPool } from "../row/slab-pool.js";

/** Room in front of a batch's rows for the largest envelope: three tags and lengths, and a 64-bit offset. */
export const ENVELOPE_BYTES = 24;

const REQUEST_RECORD = 0x12;
const REQUEST_BATCH = 0x1a;
const OFFSET = 0x08;
/** Tag of what holds the rows, a lone row or the batch: field 2 or 3 of the request. */
const CONTENT: Readonly<Record<RecordFormat, number>> = { proto: 0x12, json: 0x1a };
/** Tag of one row in a `ProtoEncodedRecordBatch` or a `JsonRecordBatch`. */
export const ROW_TAG = 0x0a;

/**
 * Rows that travel as one message and are acked together. Immutable but for the envelope, which is written anew,
 * into the room left for it, each time the batch is sent: offsets restart on every connection.
 *
 * ```
 *   start                                            end
 *     | ENVELOPE_BYTES |0a len row|0a len row| …      |
 *             ^ the message begins here, right-justified
 * ```
 */
export class Batch {
  readonly #bytes: Uint8Array;
  readonly #slabs: SlabPool | undefined;
  readonly #start: number;
  readonly #end: number;
  /** Offset of the first row. */
  readonly firstOffset: number;
  /** How many rows. */
  readonly rows: number;
  /** How the rows are encoded. */
  readonly format: RecordFormat;

  /** `slabs` is where the bytes go back to, if they are a slab. */
  constructor(
    bytes: Uint8Array,
    start: number,
    end: number,
    firstOffset: number,
    rows: number,
    format: RecordFormat = "proto",
    slabs?: SlabPool,
  ) {
    this.#bytes = bytes;
    this.#slabs = slabs;
    this.#start = start;
    this.#end = end;
    this.firstOffset = firstOffset;
    this.rows = rows;
    this.format = format;
  }

  /** Offset of the last row. */
  get lastOffset(): number {
    return this.firstOffset + this.rows - 1;
  }

  /** Size of the rows, with a tag and a length each. */
  get byteLength(): number {
    return this.#end - this.#start - ENVELOPE_BYTES;
  }

  /** The `EphemeralStreamRequest` that carries this batch as the message number `wireOffset` of a connection. */
  message(wireOffset: number): Uint8Array {
    const bytes = this.#bytes;
    const rows = this.#start + ENVELOPE_BYTES;
    let at = rows;
    // Written from the back, so that each length is known when it is written.
    const prepend = (value: number): void => {
      at -= varintLength(value);
      writeVarint(bytes, at, value);
    };
    const single = this.rows === 1;
    if (single) {
      // A lone row is an IngestRecordRequest: the row's own tag becomes that of its content.
      bytes[rows] = CONTENT[this.format];
    } else {
      prepend(this.#end - rows);
      prepend(CONTENT[this.format]);
    }
    prepend(wireOffset);
    prepend(OFFSET);
    prepend(this.#end - at);
    prepend(single ? REQUEST_RECORD : REQUEST_BATCH);
    return bytes.subarray(at, this.#end);
  }

  /**
   * The first half of the rows and the rest, each a batch in memory of its own, since envelopes are written in place.
   * For two rows or more.
   */
  split(): readonly [Batch, Batch] {
    const rows = this.rows >> 1;
    if (rows === 0) throw new RangeError("a batch of one row has no halves");
    const start = this.#start + ENVELOPE_BYTES;
    let middle = start;
    for (let row = 0; row < rows; row++) middle = this.#recordAt(middle).end;
    return [
      this.#copy(start, middle, this.firstOffset, rows),
      this.#copy(middle, this.#end, this.firstOffset + rows, this.rows - rows),
    ];
  }

  /** Lets go of the memory. Neither the batch nor anything that it gave out may be looked at again. */
  release(): void {
    this.#slabs?.release(this.#bytes);
  }

  /** The encoded rows, in order. */
  *records(): Generator<Uint8Array> {
    let at = this.#start + ENVELOPE_BYTES;
    while (at < this.#end) {
      const { start, end } = this.#recordAt(at);
      yield this.#bytes.subarray(start, end);
      at = end;
    }
  }

  /** Where the row lies whose tag is at `tag`. */
  #recordAt(tag: number): { readonly start: number; readonly end: number } {
    let at = tag;
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = this.#bytes[++at] ?? 0;
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte > 0x7f);
    at++;
    return { start: at, end: at + length };
  }

  #copy(start: number, end: number, firstOffset: number, rows: number): Batch {
    const bytes = new Uint8Array(ENVELOPE_BYTES + end - start);
    bytes.set(this.#bytes.subarray(start, end), ENVELOPE_BYTES);
    return new Batch(bytes, 0, bytes.length, firstOffset, rows, this.format);
  }
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) length++;
  return length;
}

function writeVarint(bytes: Uint8Array, start: number, value: number): void {
  let at = start;
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 0x80;
  bytes[at] = rest;
}
