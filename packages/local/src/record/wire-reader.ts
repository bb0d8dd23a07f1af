import { isUtf8 } from "node:buffer";
import { WireType } from "@bufbuild/protobuf/wire";
import { RecordError } from "./record-error.js";
import { ValueBudget } from "./value-budget.js";

const MAX_GROUP_DEPTH = 100;
const word = new DataView(new ArrayBuffer(8));

/**
 * A cursor over one record in protobuf's wire format. Every read is checked against {@link end}, and
 * throws {@link RecordError} rather than go beyond it. One reader serves many records.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  /** Where the next read starts. */
  pos = 0;
  /** Where the record, or the message being read inside it, ends. */
  end = 0;
  /** What the record's values are taken from. */
  budget: ValueBudget = new ValueBudget();
  #bytes: Buffer = Buffer.alloc(0);
  #low = 0;
  #high = 0;

  /** Starts over at the first byte of `bytes`. */
  reset(bytes: Uint8Array, budget: ValueBudget = this.budget): void {
    this.budget = budget;
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.pos = 0;
    this.end = bytes.length;
  }

  /** Reads a tag: `number << 3 | wireType`, unsigned. */
  tag(): number {
    this.#varint();
    const tag = this.#low >>> 0;
    if (this.#high !== 0 || tag < 8) throw new RecordError("a field number is out of range");
    return tag;
  }

  /** Narrows the reader to the length-delimited value that follows; give the result to {@link leave}. */
  enter(): number {
    const outer = this.end;
    const length = this.#length();
    this.end = this.pos + length;
    return outer;
  }

  /** Widens the reader again once the value has been read to its end. */
  leave(outer: number): void {
    this.end = outer;
  }

  int32(): number {
    const first = this.#bytes[this.pos];
    if (first !== undefined && first < 0x80 && this.pos < this.end) {
      this.pos++;
      return first;
    }
    this.#varint();
    return this.#low;
  }

  int64(): bigint {
    this.#varint();
    if (this.#high === 0) return BigInt(this.#low >>> 0);
    word.setInt32(0, this.#high);
    word.setInt32(4, this.#low);
    return word.getBigInt64(0);
  }

  bool(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  float(): number {
    return this.#bytes.readFloatLE(this.#advance(4));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  bytes(): Uint8Array {
    const start = this.#advance(this.#length());
    return this.#bytes.subarray(start, this.pos);
  }

  string(): string {
    const bytes = this.#bytes;
    const start = this.#advance(this.#length());
    const { pos } = this;
    for (let i = start; i < pos; i++) {
      if ((bytes[i] ?? 0) < 0x80) continue;
      if (!isUtf8(bytes.subarray(start, pos))) throw new RecordError("the text is not valid UTF-8");
      return bytes.toString("utf8", start, pos);
    }
    return bytes.toString("latin1", start, pos);
  }

  /** Skips the value of a field nobody asked for. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case WireType.Varint:
        return this.#varint();
      case WireType.Bit64:
        this.#advance(8);
        return;
      case WireType.Bit32:
        this.#advance(4);
        return;
      case WireType.LengthDelimited:
        this.#advance(this.#length());
        return;
      case WireType.StartGroup:
        return this.#skipGroup(tag >>> 3, depth + 1);
      default:
        throw new RecordError(`wire type ${tag & 7} cannot stand here`);
    }
  }

  #skipGroup(number: number, depth: number): void {
    if (depth > MAX_GROUP_DEPTH) throw new RecordError(`groups nest deeper than ${MAX_GROUP_DEPTH}`);
    for (;;) {
      const tag = this.tag();
      if ((tag & 7) !== WireType.EndGroup) this.skip(tag, depth);
      else if (tag >>> 3 === number) return;
      else throw new RecordError("a group is closed that was not opened");
    }
  }

  #length(): number {
    this.#varint();
    if (this.#high !== 0 || this.#low < 0 || this.#low > this.end - this.pos) throw truncated();
    return this.#low;
  }

  /** Moves on by `size` bytes and returns where they start. */
  #advance(size: number): number {
    const start = this.pos;
    if (size > this.end - start) throw truncated();
    this.pos = start + size;
    return start;
  }

  /** Reads a varint of up to 64 bits into `#low` and `#high`. */
  #varint(): void {
    const bytes = this.#bytes;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[this.pos];
      if (byte === undefined || this.pos >= this.end) throw truncated();
      this.pos++;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift > 28) high |= bits << (shift - 32);
      else {
        low |= bits << 28;
        high = bits >>> 4;
      }
      if (byte < 0x80) {
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    throw new RecordError("a varint is longer than 10 bytes");
  }
}

function truncated(): RecordError {
  return new RecordError("the record ends in the middle of a value");
}
