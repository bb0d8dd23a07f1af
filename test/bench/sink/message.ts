/** What a client's messages brought, counted. */
export interface Tally {
  rows: number;
  bytes: number;
}

/** What a message was: the creation of the stream, or rows under an offset. */
export type Message = "creation" | number;

const CREATE_STREAM = 0x0a;
const RECORD = 0x12;
const BATCH = 0x1a;
const OFFSET = 0x08;
const ROW = 0x0a;

/** A place in some bytes. */
class Cursor {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    return this.bytes[this.at++] ?? -1;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      if (byte < 0) throw new Error("a number without an end");
      value += (byte & 0x7f) * scale;
      if (byte < 128) return value;
    }
  }
}

/**
 * Reads one `EphemeralStreamRequest` as clients write it, and counts its rows.
 * @throws Error where it is anything else: what does not count rightly does not count at all
 */
export function readMessage(bytes: Uint8Array, tally: Tally): Message {
  const cursor = new Cursor(bytes);
  const kind = cursor.byte();
  if (cursor.varint() !== cursor.left) throw new Error("a request that is not one field");
  if (kind === CREATE_STREAM) return "creation";
  if (cursor.byte() !== OFFSET) throw new Error("rows without an offset");
  const offset = cursor.varint();
  const format = cursor.byte();
  if (format !== 0x12 && format !== 0x1a) throw new Error("neither protobuf nor JSON");
  if (cursor.varint() !== cursor.left) throw new Error("rows that do not fill their request");
  if (kind === RECORD) {
    tally.rows++;
    tally.bytes += cursor.left;
  } else if (kind === BATCH) {
    countRows(cursor, tally);
  } else {
    throw new Error("an unknown request");
  }
  return offset;
}

function countRows(cursor: Cursor, tally: Tally): void {
  while (cursor.left > 0) {
    if (cursor.byte() !== ROW) throw new Error("a batch with something else than rows");
    const size = cursor.varint();
    if (size > cursor.left) throw new Error("a row that is longer than its batch");
    cursor.at += size;
    tally.bytes += size;
    tally.rows++;
  }
}
