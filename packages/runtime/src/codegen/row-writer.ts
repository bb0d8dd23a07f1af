import type {
  ArrayInput,
  BigintInput,
  BinaryInput,
  DateInput,
  DecimalInput,
  TimestampInput,
  TimestampNtzInput,
} from "./inputs.js";

/** Where a value stands in its row: the property of a column or member, an index, or a map key. */
export type Key = string | number | bigint | boolean;

/** Writes the members of one row or STRUCT: a line for each. */
export type WriteStruct<T> = (writer: RowWriter, value: T) => void;

/** Writes one element of an ARRAY. */
export type WriteElement<T> = (writer: RowWriter, index: number, element: T) => void;

/** Writes one entry of a MAP: its key as field 1, its value as field 2. */
export type WriteEntry<K, V> = (writer: RowWriter, key: K, value: V) => void;

/**
 * What generated code writes a row to, one call a value: field number, place, value.
 *
 * The writer checks every value. One that does not fit becomes an issue of the row; writing goes on, so that all
 * issues of a row are found together. A `null` or `undefined` that arrives here is a missing NOT NULL value:
 * generated code skips nullable columns that have none.
 */
export interface RowWriter {
  boolean(field: number, key: Key, value: boolean): void;
  tinyint(field: number, key: Key, value: number): void;
  smallint(field: number, key: Key, value: number): void;
  int(field: number, key: Key, value: number): void;
  bigint(field: number, key: Key, value: BigintInput): void;
  float(field: number, key: Key, value: number): void;
  double(field: number, key: Key, value: number): void;
  string(field: number, key: Key, value: string): void;
  /** Text of at most `length` code points. */
  varchar(field: number, key: Key, value: string, length: number): void;
  /** The same. Shorter text is written as it is, without the blanks that fill it up. */
  char(field: number, key: Key, value: string, length: number): void;
  binary(field: number, key: Key, value: BinaryInput): void;
  date(field: number, key: Key, value: DateInput): void;
  timestamp(field: number, key: Key, value: TimestampInput): void;
  timestampNtz(field: number, key: Key, value: TimestampNtzInput): void;
  decimal(field: number, key: Key, value: DecimalInput, precision: number, scale: number): void;
  /** Whatever a `VariantInput` may be; interfaces of the application, too, which have no index signature. */
  variant(field: number, key: Key, value: unknown): void;
  struct<T>(field: number, key: Key, value: T, write: WriteStruct<T>): void;
  /** The elements carry the field number themselves: a list has no bytes of its own. */
  list<T>(key: Key, values: ArrayInput<T>, write: WriteElement<T>): void;
  map<K extends Key, V>(
    field: number,
    key: Key,
    entries: ReadonlyMap<K, V> | Readonly<Record<string, V>>,
    write: WriteEntry<K, V>,
  ): void;
}
