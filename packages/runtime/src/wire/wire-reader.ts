/** How a field is written, as its tag says. */
export const WireType = {
  varint: 0,
  fixed64: 1,
  lengthDelimited: 2,
  startGroup: 3,
  endGroup: 4,
  fixed32: 5,
} as const;

/** Groups in groups: deeper is nobody's message. */
const deepestGroup = 100;

/** Keeps a byte order mark: it is a character of the text like any other. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads a message of protobuf from front to end, a field at a time. What is read is a view of the bytes.
 *
 * The library's own reader cannot be loaded without all that writes and describes messages, which takes a good part of
 * the time that the import of this package does.
 *
 * @throws Error from every method, where the bytes end too early or are not protobuf
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /** The upper half of the varint read last. */
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether something follows. */
  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  /** Number and wire type of the next field. */
  tag(): [field: number, wireType: number] {
    const start = this.#at;
    const tag = this.#varint() >>> 0;
    const field = tag >>> 3;
    const wireType = tag & 7;
    if (this.#high !== 0 || this.#at - start > 5 || field === 0 || wireType > WireType.fixed32) {
      throw new Error("not a tag of protobuf");
    }
    return [field, wireType];
  }

  /** Passes over the value behind a tag. */
  skip(wireType: number, field: number, depth: number = 0): void {
    switch (wireType) {
      case WireType.varint:
        this.#varint();
        return;
      case WireType.fixed64:
        this.#take(8);
        return;
      case WireType.lengthDelimited:
        this.#take(this.#length());
        return;
      case WireType.fixed32:
        this.#take(4);
        return;
      case WireType.startGroup:
        this.#skipGroup(field, depth);
        return;
      default:
        throw new Error("a group that ends without having begun");
    }
  }

  #skipGroup(group: number, depth: number): void {
    if (depth >= deepestGroup) throw new Error(`groups nested more than ${deepestGroup} deep`);
    for (;;) {
      const [field, wireType] = this.tag();
      if (wireType !== WireType.endGroup) this.skip(wireType, field, depth + 1);
      else if (field === group) return;
      else throw new Error("a group that ends as another one");
    }
  }

  bytes(): Uint8Array {
    const length = this.#length();
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Bytes that are no UTF-8 become U+FFFD. */
  string(): string {
    return utf8.decode(this.bytes());
  }

  bool(): boolean {
    return this.#varint() !== 0 || this.#high !== 0;
  }

  int32(): number {
    return this.#varint();
  }

  int64(): bigint {
    const low = this.#varint() >>> 0;
    return (BigInt(this.#high) << 32n) | BigInt(low);
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  #length(): number {
    const length = this.#varint() >>> 0;
    if (this.#high !== 0) throw tooShort();
    return length;
  }

  /** Where the next bytes begin; they are passed over. */
  #take(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw tooShort();
    this.#at = start + length;
    return start;
  }

  /** The lower half, signed; the upper one is in `#high`. What is beyond 64 bits does not count. */
  #varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw tooShort();
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.#high = high;
        return low;
      }
    }
    throw new Error("a varint of more than 10 bytes");
  }
}

function tooShort(): Error {
  return new Error("the bytes end before the message does");
}
