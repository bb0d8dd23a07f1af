import { variantText } from "./variant-text.js";

/**
 * One value of a VARIANT column: JSON in Parquet's binary encoding. JSON's `null` is such a value, and not NULL.
 * Of a JSON text it keeps everything but spaces, the order of members, and how a number is spelt.
 * @see https://github.com/apache/parquet-format/blob/master/VariantEncoding.md
 */
export class Variant {
  /** The names of all members, at any depth. */
  readonly metadata: Uint8Array;
  /** The value, whose members are numbers of names in {@link metadata}. */
  readonly value: Uint8Array;

  constructor(metadata: Uint8Array, value: Uint8Array) {
    this.metadata = metadata;
    this.value = value;
  }

  /**
   * The value as JSON text, each digit of each number there. What JSON has no word for, such as a date that another
   * writer put there, is a string.
   * @throws {RangeError} the bytes are no VARIANT
   */
  get text(): string {
    return variantText(this.metadata, this.value);
  }

  /**
   * The value as `JSON.parse` has it: numbers are rounded to what a `number` holds.
   * @throws {RangeError} the bytes are no VARIANT
   */
  get json(): unknown {
    return JSON.parse(this.text);
  }

  /** What `JSON.stringify` takes a VARIANT for. */
  toJSON(): unknown {
    return this.json;
  }
}
