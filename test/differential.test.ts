import { create, createFileRegistry, type DescMessage, fromBinary } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import {
  DescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import type { Table } from "@zerobus-gen/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnType, Field } from "zerobus-gen";
import { dynamicTable } from "../packages/generator/src/ingest/dynamic-table.js";
import { BatchBuilder } from "../packages/runtime/src/batch/batch-builder.js";
import { RawJson } from "../packages/runtime/src/codegen/raw-json.js";
import { readRow } from "../packages/runtime/src/row/read-row.js";
import { arbitraryRow, arbitraryTable } from "./support/arbitrary-table.js";
import { type AnyRow, loadTables } from "./support/emit-modules.js";

/** The type that protobuf-es makes of a table's embedded descriptor. */
function messageType(table: Table<AnyRow>): DescMessage {
  const root = fromBinary(DescriptorProtoSchema, Buffer.from(table.descriptor, "base64"));
  const file = create(FileDescriptorProtoSchema, {
    name: "row.proto",
    syntax: "proto2",
    messageType: [root],
  });
  const type = createFileRegistry(create(FileDescriptorSetSchema, { file: [file] })).getMessage(root.name);
  return type ?? expect.fail("the descriptor holds its root");
}

/** What protobuf-es decodes, by column name; maps as sorted entries. */
function decoded(message: ReflectMessage): unknown {
  const values = message.fields.flatMap((field): [string, unknown][] => {
    if (!message.isSet(field)) return [];
    switch (field.fieldKind) {
      case "list":
        return [[field.name, [...message.get(field)].map(decodedValue)]];
      case "map":
        return [
          [field.name, entries([...message.get(field)].map(([key, value]) => [key, decodedValue(value)]))],
        ];
      default:
        return [[field.name, decodedValue(message.get(field))]];
    }
  });
  return Object.fromEntries(values);
}

function decodedValue(value: unknown): unknown {
  const isMessage = typeof value === "object" && value !== null && "desc" in value;
  return isMessage ? decoded(value as ReflectMessage) : value;
}

/** What should be on the wire for a row: dates as days, no empty lists and maps, maps as sorted entries. */
function onWire(row: AnyRow, columns: readonly Field[]): unknown {
  const values = columns.flatMap(({ name, type }): [string, unknown][] => {
    const value = row[name];
    if (value === undefined || (Array.isArray(value) && type.kind === "array" && value.length === 0))
      return [];
    return value instanceof Map && value.size === 0 ? [] : [[name, valueOnWire(value, type)]];
  });
  return Object.fromEntries(values);
}

function valueOnWire(value: unknown, type: ColumnType): unknown {
  switch (type.kind) {
    case "date":
      return Date.parse(String(value)) / 86_400_000;
    case "variant":
      return jsonText(value);
    case "struct":
      return onWire(Object(value), type.fields);
    case "array":
      return Array.isArray(value) ? value.map((element) => valueOnWire(element, type.element)) : value;
    case "map": {
      const map: Map<unknown, unknown> = value instanceof Map ? value : new Map();
      return entries([...map].map(([key, inside]) => [key, valueOnWire(inside, type.value)]));
    }
  }
  return value;
}

/** JSON to the last digit, which `JSON.stringify` cannot write. */
function jsonText(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (typeof value === "bigint" || Object.is(value, -0)) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, inside]) => `${JSON.stringify(name)}:${jsonText(inside)}`,
  );
  return `{${members.join()}}`;
}

function entries(list: readonly (readonly [unknown, unknown])[]): unknown {
  return list
    .map(([key, value]) => [String(key), value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

/** The row as its table has it when it is read back: members by their properties, every ARRAY and MAP there. */
function asRead(row: AnyRow, columns: readonly Field[], properties: ReadonlyMap<string, string>): AnyRow {
  const valueRead = (value: unknown, type: ColumnType): unknown => {
    switch (type.kind) {
      case "struct":
        return asRead(Object(value), type.fields, properties);
      case "array":
        return Array.isArray(value) ? value.map((element) => valueRead(element, type.element)) : [];
      case "map": {
        const map: Map<unknown, unknown> = value instanceof Map ? value : new Map();
        return new Map([...map].map(([key, inside]) => [key, valueRead(inside, type.value)]));
      }
    }
    return value;
  };
  const members = columns.flatMap(({ name, type }): [string, unknown][] => {
    const value = row[name];
    const isThere = value !== undefined || type.kind === "array" || type.kind === "map";
    return isThere ? [[properties.get(name) ?? name, valueRead(value, type)]] : [];
  });
  return Object.fromEntries(members);
}

/** The records that a client sends for these rows. */
function recordsOf(rows: readonly AnyRow[], { write }: Table<AnyRow>): readonly Uint8Array[] {
  const builder = new BatchBuilder();
  for (const row of rows) expect(builder.add(row, write, () => {})).toEqual([]);
  return [...(builder.take()?.records() ?? [])].map((bytes) => new Uint8Array(bytes));
}

describe.each(["preserve", "camel"] as const)("generated code that names properties by %s", (naming) => {
  const tableAndRows = arbitraryTable.chain((schema) =>
    fc.record({
      schema: fc.constant(schema),
      rows: fc.array(arbitraryRow(schema.columns), { minLength: 1, maxLength: 25 }),
    }),
  );

  it("writes what protobuf-es decodes equal, what is read back as the row, and what any table of the schema writes", async () => {
    const property = fc.asyncProperty(tableAndRows, async ({ schema, rows }) => {
      const [table] = [...(await loadTables([schema], { naming })).values()];
      if (table === undefined) return expect.fail("one table is generated");
      const renamed = Object.entries(table.columns ?? {});
      const properties = new Map(renamed.map(([propertyName, column]) => [column, propertyName]));
      const typed = rows.map((row) => asRead(row, schema.columns, properties));
      const records = recordsOf(typed, table);
      const type = messageType(table);
      expect(records.map((bytes) => decoded(reflect(type, fromBinary(type, bytes))))).toEqual(
        rows.map((row) => onWire(row, schema.columns)),
      );
      expect(records.map((bytes) => readRow(bytes, table.write))).toEqual(typed);
      const dynamic = dynamicTable(schema);
      expect(dynamic.descriptor).toBe(table.descriptor);
      expect(recordsOf(rows, dynamic)).toEqual(records);
    });
    await fc.assert(property, { numRuns: 60 });
  }, 120_000);
});
