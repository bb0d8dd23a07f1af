import type { Table } from "@zerobus-gen/runtime";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { ColumnType, Field } from "zerobus-gen";
import { compileJsonDecoder } from "../packages/local/src/ingest/json-decoder.js";
import { readDescriptor } from "../packages/local/src/ingest/record-descriptor.js";
import { compileRowDecoder, type RowDecoder } from "../packages/local/src/ingest/row-decoder.js";
import { planRow } from "../packages/local/src/ingest/row-plan.js";
import type { Row, Value } from "../packages/local/src/schema/row.js";
import type { DataType, StructType } from "../packages/local/src/schema/struct-type.js";
import { BatchBuilder } from "../packages/runtime/src/batch/batch-builder.js";
import { readJsonRow } from "../packages/runtime/src/row/read-json-row.js";
import type { RecordFormat } from "../packages/runtime/src/row/record-format.js";
import { arbitraryRow, arbitraryTable } from "./support/arbitrary-table.js";
import { type AnyRow, loadTables } from "./support/emit-modules.js";

const SPARK_NAMES = { tinyint: "byte", smallint: "short", int: "integer", bigint: "long" } as const;

/** The columns as the local server keeps them. */
function structType(columns: readonly Field[]): StructType {
  const fields = columns.map(({ name, type, nullable }) => ({
    name,
    type: dataType(type),
    nullable,
    metadata: {},
  }));
  return { type: "struct", fields };
}

function dataType(type: ColumnType): DataType {
  switch (type.kind) {
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return SPARK_NAMES[type.kind];
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "struct":
      return structType(type.fields);
    case "array":
      return { type: "array", elementType: dataType(type.element), containsNull: false };
    case "map":
      return {
        type: "map",
        keyType: dataType(type.key),
        valueType: dataType(type.value),
        valueContainsNull: false,
      };
    default:
      return type.kind;
  }
}

/** The rows as a client sends them. */
function recordsOf(rows: readonly AnyRow[], { write }: Table<AnyRow>, format: RecordFormat): Uint8Array[] {
  const builder = new BatchBuilder(format);
  for (const row of rows) expect(builder.add(row, write, () => {})).toEqual([]);
  return [...(builder.take()?.records() ?? [])].map((bytes) => Uint8Array.from(bytes));
}

function protoDecoder(table: Table<AnyRow>, schema: StructType): RowDecoder {
  const { plan, problems } = planRow(readDescriptor(Buffer.from(table.descriptor, "base64")), schema);
  expect(problems).toEqual([]);
  return compileRowDecoder(plan);
}

/** The row with every ARRAY and MAP that is NULL empty, as protobuf has it. */
function withoutNullCollections(row: Row, { fields }: StructType): Row {
  return Object.fromEntries(fields.map(({ name, type }) => [name, emptied(row[name] ?? null, type)]));
}

function emptied(value: Value, type: DataType): Value {
  if (typeof type === "string") return value;
  switch (type.type) {
    case "struct":
      return value === null ? null : withoutNullCollections(Object(value), type);
    case "array":
      return Array.isArray(value) ? value.map((element: Value) => emptied(element, type.elementType)) : [];
    case "map": {
      const entries: Map<Value, Value> = value instanceof Map ? value : new Map();
      return new Map([...entries].map(([key, inside]) => [key, emptied(inside, type.valueType)]));
    }
  }
}

it("JSON records are read by the local server as the same rows as protobuf records, and back as they were", async () => {
  const tableAndRows = arbitraryTable.chain((schema) =>
    fc.record({
      columns: fc.constant(schema.columns),
      name: fc.constant(schema.name),
      rows: fc.array(arbitraryRow(schema.columns), { minLength: 1, maxLength: 25 }),
    }),
  );
  const property = fc.asyncProperty(tableAndRows, async ({ name, columns, rows }) => {
    const [table] = [...(await loadTables([{ name, columns }])).values()];
    if (table === undefined) return expect.fail("one table is generated");
    const schema = structType(columns);
    const json = recordsOf(rows, table, "json");
    const decodeJson = compileJsonDecoder(schema);
    const decodeProto = protoDecoder(table, schema);
    expect(json.map((bytes) => withoutNullCollections(decodeJson(bytes), schema))).toEqual(
      recordsOf(rows, table, "proto").map((bytes) => decodeProto(bytes)),
    );
    const readBack = json.map((bytes) => readJsonRow(bytes, table.write));
    expect(readBack).toEqual(rows);
    expect(recordsOf(readBack, table, "json")).toEqual(json);
  });
  await fc.assert(property, { numRuns: 60 });
}, 120_000);
