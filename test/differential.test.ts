import { create, createFileRegistry, type DescMessage, fromBinary } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import {
  DescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import type { Table } from "@zerobus-gen/runtime";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { ColumnType, Field } from "zerobus-gen";
import { BatchBuilder } from "../packages/runtime/src/batch/batch-builder.js";
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
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
    return value instanceof Map && value.size === 0 ? [] : [[name, valueOnWire(value, type)]];
  });
  return Object.fromEntries(values);
}

function valueOnWire(value: unknown, type: ColumnType): unknown {
  switch (type.kind) {
    case "date":
      return Date.parse(String(value)) / 86_400_000;
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

function entries(list: readonly (readonly [unknown, unknown])[]): unknown {
  return list
    .map(([key, value]) => [String(key), value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

it("what generated code writes, protobuf-es decodes equal, and reads back as the row", async () => {
  const tableAndRows = arbitraryTable.chain((schema) =>
    fc.record({
      schema: fc.constant(schema),
      rows: fc.array(arbitraryRow(schema.columns), { minLength: 1, maxLength: 25 }),
    }),
  );
  const property = fc.asyncProperty(tableAndRows, async ({ schema, rows }) => {
    const [table] = [...(await loadTables([schema])).values()];
    if (table === undefined) return expect.fail("one table is generated");
    const builder = new BatchBuilder();
    for (const row of rows) expect(builder.add(row, table.write, () => {})).toEqual([]);
    const records = [...(builder.take()?.records() ?? [])].map((bytes) => new Uint8Array(bytes));
    const type = messageType(table);
    expect(records.map((bytes) => decoded(reflect(type, fromBinary(type, bytes))))).toEqual(
      rows.map((row) => onWire(row, schema.columns)),
    );
    // Read back, written again: the same bytes.
    const again = new BatchBuilder();
    for (const bytes of records)
      expect(again.add(readRow(bytes, table.write), table.write, () => {})).toEqual([]);
    expect([...(again.take()?.records() ?? [])].map((bytes) => new Uint8Array(bytes))).toEqual(records);
  });
  await fc.assert(property, { numRuns: 60 });
}, 120_000);
