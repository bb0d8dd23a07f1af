import { describe, expect, test } from "vitest";
import type { DataType, StructType } from "../schema/struct-type.js";
import { parquetSchemaOf } from "./parquet-schema.js";

const tableOf = (type: DataType, nullable = true): StructType => ({
  type: "struct",
  fields: [{ name: "c", type, nullable, metadata: {} }],
});

describe(parquetSchemaOf, () => {
  test.each<[DataType, object]>([
    ["boolean", { type: "BOOLEAN" }],
    ["byte", { type: "INT32", converted_type: "INT_8" }],
    ["short", { type: "INT32", converted_type: "INT_16" }],
    ["integer", { type: "INT32" }],
    ["long", { type: "INT64" }],
    ["float", { type: "FLOAT" }],
    ["double", { type: "DOUBLE" }],
    ["string", { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } }],
    ["binary", { type: "BYTE_ARRAY" }],
    ["date", { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } }],
    [
      "timestamp",
      {
        type: "INT64",
        converted_type: "TIMESTAMP_MICROS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
      },
    ],
    [
      "timestamp_ntz",
      { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } },
    ],
  ])("stores %s as Spark does", (type, want) => {
    expect(parquetSchemaOf(tableOf(type))[1]).toEqual({ name: "c", repetition_type: "OPTIONAL", ...want });
  });

  test.each<[number, object]>([
    [1, { type: "INT32" }],
    [9, { type: "INT32" }],
    [10, { type: "INT64" }],
    [18, { type: "INT64" }],
    [19, { type: "FIXED_LEN_BYTE_ARRAY", type_length: 9 }],
    [20, { type: "FIXED_LEN_BYTE_ARRAY", type_length: 9 }],
    [21, { type: "FIXED_LEN_BYTE_ARRAY", type_length: 9 }],
    [22, { type: "FIXED_LEN_BYTE_ARRAY", type_length: 10 }],
    [38, { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16 }],
  ])("stores a decimal of %d digits in as few bytes as Spark does", (precision, want) => {
    expect(parquetSchemaOf(tableOf(`decimal(${precision},1)`, false))[1]).toEqual({
      name: "c",
      repetition_type: "REQUIRED",
      converted_type: "DECIMAL",
      precision,
      scale: 1,
      logical_type: { type: "DECIMAL", precision, scale: 1 },
      ...want,
    });
  });

  test("lays out a VARIANT as a group of its two parts, in the words of the Delta protocol", () => {
    expect(parquetSchemaOf(tableOf("variant")).slice(1)).toEqual([
      { name: "c", repetition_type: "OPTIONAL", num_children: 2 },
      { name: "metadata", repetition_type: "REQUIRED", type: "BYTE_ARRAY" },
      { name: "value", repetition_type: "REQUIRED", type: "BYTE_ARRAY" },
    ]);
  });

  test("lays out lists and maps in three levels", () => {
    const map: DataType = { type: "map", keyType: "long", valueType: "date", valueContainsNull: false };
    const layout = parquetSchemaOf(tableOf({ type: "array", elementType: map, containsNull: true }));
    expect(
      layout.map(({ name, repetition_type, num_children }) => [name, repetition_type, num_children]),
    ).toEqual([
      ["spark_schema", undefined, 1],
      ["c", "OPTIONAL", 1],
      ["list", "REPEATED", 1],
      ["element", "OPTIONAL", 1],
      ["key_value", "REPEATED", 2],
      ["key", "REQUIRED", undefined],
      ["value", "REQUIRED", undefined],
    ]);
    expect(layout.map(({ converted_type }) => converted_type).slice(0, 4)).toEqual([
      undefined,
      "LIST",
      undefined,
      "MAP",
    ]);
  });
});
