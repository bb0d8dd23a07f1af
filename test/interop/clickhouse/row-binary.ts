import { type ColumnType, parseColumnType } from "./column-type.js";

/**
 * A value as ClickHouse sends it. Strings are bytes, one a character. Integers of 64 bits and more are `bigint`: so
 * are DECIMALs, unscaled, and DateTime64, in its own unit. A tuple is an array, a map an array of pairs.
 */
export type Cell = null | boolean | number | bigint | string | readonly Cell[];

/** The answer to a query. */
export interface Rows {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * Reads the format RowBinaryWithNamesAndTypes: the one that says every value exactly.
 * @see https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNamesAndTypes
 */
export function readRowBinary(bytes: Uint8Array): Rows {
  const cursor = new Cursor(bytes);
  if (cursor.isAtEnd) return { columns: [], types: [], rows: [] }; // What only does something answers nothing.
  const width = cursor.length();
  const columns = Array.from({ length: width }, () => Buffer.from(cursor.string(), "latin1").toString());
  const types = Array.from({ length: width }, () => Buffer.from(cursor.string(), "latin1").toString());
  const readers = types.map((type) => readerOf(parseColumnType(type)));
  const rows: Cell[][] = [];
  while (!cursor.isAtEnd) rows.push(readers.map((read) => read(cursor)));
  return { columns, types, rows };
}

class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Whatever of so many bytes. */
  take<T>(size: number, read: (buffer: Buffer, at: number) => T): T {
    const at = this.#at;
    this.#at += size;
    return read(this.#bytes, at);
  }

  length(): number {
    let length = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.take(1, (buffer, at) => buffer.readUInt8(at));
      length += (byte & 127) * factor;
      if (byte < 128) return length;
    }
  }

  string(): string {
    const length = this.length();
    return this.take(length, (buffer, at) => buffer.toString("latin1", at, at + length));
  }
}

type Reader = (cursor: Cursor) => Cell;

function readerOf(type: ColumnType): Reader {
  switch (type.kind) {
    case "nullable": {
      const read = readerOf(type.of);
      return (cursor) => (cursor.take(1, (buffer, at) => buffer.readUInt8(at)) === 1 ? null : read(cursor));
    }
    case "array": {
      const read = readerOf(type.of);
      return (cursor) => Array.from({ length: cursor.length() }, () => read(cursor));
    }
    case "map": {
      const [key, value] = [readerOf(type.key), readerOf(type.value)];
      return (cursor) => Array.from({ length: cursor.length() }, () => [key(cursor), value(cursor)]);
    }
    case "tuple": {
      const members = type.members.map(readerOf);
      return (cursor) => members.map((read) => read(cursor));
    }
    case "scalar":
      return scalarReader(type.name, type.parameters);
  }
}

function scalarReader(name: string, parameters: readonly number[]): Reader {
  switch (name) {
    case "Bool":
      return (cursor) => cursor.take(1, (buffer, at) => buffer.readUInt8(at) === 1);
    case "String":
      return (cursor) => cursor.string();
    case "Int8":
      return (cursor) => cursor.take(1, (buffer, at) => buffer.readInt8(at));
    case "Int16":
      return (cursor) => cursor.take(2, (buffer, at) => buffer.readInt16LE(at));
    case "Int32":
    case "Date32":
      return (cursor) => cursor.take(4, (buffer, at) => buffer.readInt32LE(at));
    case "Int64":
    case "DateTime64":
      return (cursor) => cursor.take(8, (buffer, at) => buffer.readBigInt64LE(at));
    case "UInt64":
      return (cursor) => cursor.take(8, (buffer, at) => buffer.readBigUInt64LE(at));
    case "Float32":
      return (cursor) => cursor.take(4, (buffer, at) => buffer.readFloatLE(at));
    case "Float64":
      return (cursor) => cursor.take(8, (buffer, at) => buffer.readDoubleLE(at));
    case "Decimal":
      return decimalReader(parameters[0] ?? 0);
    default:
      throw new SyntaxError(`no Delta type becomes ${name}`);
  }
}

function decimalReader(precision: number): Reader {
  if (precision <= 9) return (cursor) => cursor.take(4, (buffer, at) => BigInt(buffer.readInt32LE(at)));
  if (precision <= 18) return (cursor) => cursor.take(8, (buffer, at) => buffer.readBigInt64LE(at));
  return (cursor) =>
    cursor.take(16, (buffer, at) => (buffer.readBigInt64LE(at + 8) << 64n) | buffer.readBigUInt64LE(at));
}
