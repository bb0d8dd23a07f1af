import {
  defineTable,
  type Key,
  type RowWriter,
  type Table,
  type WriteStruct,
} from "@zerobus-gen/runtime/codegen";
import type { ColumnType, Field, TableSchema } from "@zerobus-gen/schema";
import { formatTableName } from "@zerobus-gen/schema";
import { rowDescriptor } from "../emit/descriptor.js";

/** A row whose columns only the schema knows. */
export type DynamicRow = Readonly<Record<string, unknown>>;

/**
 * A table as generated code would describe it, made at run time: its `write` walks the schema. Rows are checked as
 * those of generated code are.
 *
 * @param schema a writable table
 */
export function dynamicTable(schema: TableSchema): Table<DynamicRow> {
  return defineTable({
    name: formatTableName(schema.name),
    fingerprint: "",
    descriptor: rowDescriptor(schema),
    write: structWriter(schema.columns),
  });
}

/** The writer without the types of its values, which it checks itself. */
interface UncheckedWriter {
  struct(field: number, key: Key, value: unknown, write: WriteStruct<DynamicRow>): void;
  list(key: Key, values: unknown, write: (to: RowWriter, index: number, element: unknown) => void): void;
  map(
    field: number,
    key: Key,
    entries: unknown,
    write: (to: RowWriter, key: Key, value: unknown) => void,
  ): void;
  char(field: number, key: Key, value: unknown, length: number): void;
  varchar(field: number, key: Key, value: unknown, length: number): void;
  decimal(field: number, key: Key, value: unknown, precision: number, scale: number): void;
  boolean(field: number, key: Key, value: unknown): void;
  tinyint(field: number, key: Key, value: unknown): void;
  smallint(field: number, key: Key, value: unknown): void;
  int(field: number, key: Key, value: unknown): void;
  bigint(field: number, key: Key, value: unknown): void;
  float(field: number, key: Key, value: unknown): void;
  double(field: number, key: Key, value: unknown): void;
  string(field: number, key: Key, value: unknown): void;
  binary(field: number, key: Key, value: unknown): void;
  date(field: number, key: Key, value: unknown): void;
  timestamp(field: number, key: Key, value: unknown): void;
  timestampNtz(field: number, key: Key, value: unknown): void;
  variant(field: number, key: Key, value: unknown): void;
}

/** Writes one value of a type. */
type WriteValue = (to: UncheckedWriter, field: number, key: Key, value: unknown) => void;

function structWriter(fields: readonly Field[]): WriteStruct<DynamicRow> {
  const members = fields.map(({ name, number, nullable, type }) => ({
    name,
    number,
    nullable,
    write: valueWriter(type),
  }));
  return (to, row) => {
    for (const { name, number, nullable, write } of members) {
      const value = Object.hasOwn(row, name) ? row[name] : undefined;
      if (nullable && (value === null || value === undefined)) continue;
      write(to, number, name, value);
    }
  };
}

function valueWriter(type: ColumnType): WriteValue {
  switch (type.kind) {
    case "struct": {
      const write = structWriter(type.fields);
      return (to, field, key, value) => to.struct(field, key, value, write);
    }
    case "array": {
      const element = valueWriter(type.element);
      // A list has no field of its own: its elements carry the number.
      return (to, field, key, value) =>
        to.list(key, value, (w, index, item) => element(w, field, index, item));
    }
    case "map": {
      const [entryKey, entryValue] = [valueWriter(type.key), valueWriter(type.value)];
      return (to, field, key, value) =>
        to.map(field, key, value, (w, name, held) => {
          entryKey(w, 1, name, name);
          entryValue(w, 2, name, held);
        });
    }
    case "char":
    case "varchar": {
      const { kind, length } = type;
      return (to, field, key, value) => to[kind](field, key, value, length);
    }
    case "decimal": {
      const { precision, scale } = type;
      return (to, field, key, value) => to.decimal(field, key, value, precision, scale);
    }
    case "timestamp_ntz":
      return (to, field, key, value) => to.timestampNtz(field, key, value);
    case "unsupported":
      throw new TypeError(`${type.sql} cannot be written`);
  }
  const { kind } = type;
  return (to, field, key, value) => to[kind](field, key, value);
}
