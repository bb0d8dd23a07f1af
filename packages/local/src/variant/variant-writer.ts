import { BASIC, PRIMITIVE, VERSION } from "./primitive.js";
import { Variant } from "./variant.js";
import type { EncodedNumber } from "./variant-number.js";

const LONGEST_SHORT_STRING = 63;
const MOST_SMALL_ELEMENTS = 255;

/** An object or an array whose elements are being written. */
interface Container {
  readonly start: number;
  /** Where each element starts, from {@link start}. */
  readonly offsets: number[];
  /** The name of each member, as its number in the dictionary; an array has none. */
  readonly ids: number[] | undefined;
}

/**
 * Puts one {@link Variant} together, a value at a time, outer ones first. A header tells the size of what follows it:
 * so it is written once a container is at its end, and the elements make room for it.
 */
export class VariantWriter {
  #bytes = Buffer.allocUnsafe(64);
  #length = 0;
  readonly #ids = new Map<string, number>();
  readonly #names: Buffer[] = [];
  readonly #open: Container[] = [];

  null(): void {
    this.#primitive(PRIMITIVE.null);
  }

  boolean(value: boolean): void {
    this.#primitive(value ? PRIMITIVE.true : PRIMITIVE.false);
  }

  number({ kind, bytes }: EncodedNumber): void {
    this.#primitive(kind);
    this.#append(bytes);
  }

  /** A well-formed text. */
  string(text: string): void {
    this.#element();
    const bytes = Buffer.from(text);
    if (bytes.length <= LONGEST_SHORT_STRING) {
      this.#byte((bytes.length << 2) | BASIC.shortString);
    } else {
      this.#byte((PRIMITIVE.string << 2) | BASIC.primitive);
      this.#unsigned(bytes.length, 4);
    }
    this.#append(bytes);
  }

  startObject(): void {
    this.#element();
    this.#open.push({ start: this.#length, offsets: [], ids: [] });
  }

  /** The name of the member whose value comes next. */
  member(name: string): void {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.length;
      this.#ids.set(name, id);
      this.#names.push(Buffer.from(name));
    }
    this.#open.at(-1)?.ids?.push(id);
  }

  /**
   * Ends the innermost object.
   * @returns the name of a member that it has twice; the VARIANT is of no use then
   */
  endObject(): string | undefined {
    const { start, offsets, ids = [] } = this.#close();
    const nameOf = (member: number): Buffer => this.#names[ids[member] ?? 0] ?? Buffer.of();
    const order = ids.map((_, member) => member).sort((a, b) => Buffer.compare(nameOf(a), nameOf(b)));
    const twin = order.find((member, i) => i > 0 && ids[member] === ids[order[i - 1] ?? -1]);
    if (twin !== undefined) return nameOf(twin).toString();
    const size = this.#length - start;
    const isLarge = ids.length > MOST_SMALL_ELEMENTS;
    const idWidth = widthOf(ids.reduce((largest, id) => Math.max(largest, id), 0));
    const offsetWidth = widthOf(size);
    const header = 1 + (isLarge ? 4 : 1) + ids.length * idWidth + (ids.length + 1) * offsetWidth;
    this.#makeRoom(start, header, () => {
      const flags = (Number(isLarge) << 4) | ((idWidth - 1) << 2) | (offsetWidth - 1);
      this.#byte((flags << 2) | BASIC.object);
      this.#unsigned(ids.length, isLarge ? 4 : 1);
      for (const member of order) this.#unsigned(ids[member] ?? 0, idWidth);
      for (const member of order) this.#unsigned(offsets[member] ?? 0, offsetWidth);
      this.#unsigned(size, offsetWidth);
    });
    return undefined;
  }

  startArray(): void {
    this.#element();
    this.#open.push({ start: this.#length, offsets: [], ids: undefined });
  }

  endArray(): void {
    const { start, offsets } = this.#close();
    const size = this.#length - start;
    const isLarge = offsets.length > MOST_SMALL_ELEMENTS;
    const width = widthOf(size);
    this.#makeRoom(start, 1 + (isLarge ? 4 : 1) + (offsets.length + 1) * width, () => {
      this.#byte((((Number(isLarge) << 2) | (width - 1)) << 2) | BASIC.array);
      this.#unsigned(offsets.length, isLarge ? 4 : 1);
      for (const offset of offsets) this.#unsigned(offset, width);
      this.#unsigned(size, width);
    });
  }

  /** The value, which must be whole. The writer is done. */
  finish(): Variant {
    const value = new Uint8Array(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    const size = this.#names.reduce((sum, name) => sum + name.length, 0);
    const width = widthOf(Math.max(size, this.#names.length));
    this.#byte(((width - 1) << 6) | VERSION);
    this.#unsigned(this.#names.length, width);
    let offset = 0;
    for (const name of this.#names) {
      this.#unsigned(offset, width);
      offset += name.length;
    }
    this.#unsigned(offset, width);
    for (const name of this.#names) this.#append(name);
    return new Variant(new Uint8Array(this.#bytes.subarray(0, this.#length)), value);
  }

  #close(): Container {
    const container = this.#open.pop();
    if (container === undefined) throw new RangeError("no object or array is open");
    return container;
  }

  #primitive(kind: number): void {
    this.#element();
    this.#byte((kind << 2) | BASIC.primitive);
  }

  /** A value begins here, in the innermost container if there is one. */
  #element(): void {
    const container = this.#open.at(-1);
    container?.offsets.push(this.#length - container.start);
  }

  /** Moves what was written since `start` on by `size` bytes, and has these written. */
  #makeRoom(start: number, size: number, write: () => void): void {
    const end = this.#length + size;
    this.#reserve(size);
    this.#bytes.copyWithin(start + size, start, this.#length);
    this.#length = start;
    write();
    this.#length = end;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #unsigned(value: number, width: number): void {
    this.#reserve(width);
    this.#bytes.writeUIntLE(value, this.#length, width);
    this.#length += width;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** How many bytes an unsigned number takes. */
function widthOf(value: number): number {
  if (value < 2 ** 8) return 1;
  if (value < 2 ** 16) return 2;
  return value < 2 ** 24 ? 3 : 4;
}
