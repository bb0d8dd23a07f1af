import { describe, expect, test } from "vitest";
import type { Value } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { compilePivot } from "./pivot.js";

const required = (type: DataType): StructType => ({
  type: "struct",
  fields: [{ name: "c", type, nullable: false, metadata: {} }],
});
const array = (elementType: DataType): DataType => ({ type: "array", elementType, containsNull: false });
const map = (valueType: DataType): DataType => ({
  type: "map",
  keyType: "long",
  valueType,
  valueContainsNull: false,
});

describe(compilePivot, () => {
  test("gives one column a field, one value a row", () => {
    const schema: StructType = {
      type: "struct",
      fields: [
        { name: "b", type: "string", nullable: true, metadata: {} },
        { name: "a", type: "long", nullable: true, metadata: {} },
      ],
    };
    expect(compilePivot(schema)([{ a: 1n, b: "x" }, { a: null, b: null }, { b: "y" } as never])).toEqual([
      ["x", null, "y"],
      [1n, null, null],
    ]);
  });

  test.each<[DataType, Value, string]>([
    ["long", null, "column c: null in a NOT NULL column"],
    [array("long"), [1n, null], "column c.element: null in a NOT NULL column"],
    [map("long"), new Map([[1n, null]]), "column c.value: null in a NOT NULL column"],
    [map("long"), new Map([[null, 1n]]), "column c.key: null in a NOT NULL column"],
    [required("long"), { c: null }, "column c.c: null in a NOT NULL column"],
    [required("long"), {}, "column c.c: null in a NOT NULL column"],
    [
      array(required(array("date"))),
      [{ c: [1] }, { c: [null] }],
      "column c.element.c.element: null in a NOT NULL column",
    ],
    ["boolean", 1, "column c: a number does not fit boolean"],
    ["byte", 128, "column c: a number does not fit byte"],
    ["byte", -129, "column c: a number does not fit byte"],
    ["short", 32768, "column c: a number does not fit short"],
    ["integer", 2 ** 31, "column c: a number does not fit integer"],
    ["integer", 0.5, "column c: a number does not fit integer"],
    ["integer", 1n, "column c: a bigint does not fit integer"],
    ["date", Number.NaN, "column c: a number does not fit date"],
    ["long", 1, "column c: a number does not fit long"],
    ["long", 2n ** 63n, "column c: a bigint does not fit long"],
    ["timestamp", -(2n ** 63n) - 1n, "column c: a bigint does not fit timestamp"],
    ["timestamp_ntz", 2n ** 63n, "column c: a bigint does not fit timestamp_ntz"],
    ["decimal(3,1)", 1000n, "column c: a bigint does not fit decimal(3,1)"],
    ["decimal(38,0)", -(10n ** 38n), "column c: a bigint does not fit decimal(38,0)"],
    ["double", "secret", "column c: a string does not fit double"],
    ["string", new Uint8Array(), "column c: a Uint8Array does not fit string"],
    ["binary", [1], "column c: an array does not fit binary"],
    [array("long"), new Map(), "column c: a Map does not fit an array"],
    [map("long"), {}, "column c: a Object does not fit a map"],
    [required("long"), [], "column c: an array does not fit a struct"],
    [required("long"), new Uint8Array(), "column c: a Uint8Array does not fit a struct"],
  ])("refuses for %j the value %o", (type, value, problem) => {
    const good: Value = null;
    const schema: StructType = {
      type: "struct",
      fields: [...required(type).fields, { name: "d", type: "long", nullable: true, metadata: {} }],
    };
    expect(() => compilePivot(schema)([{ c: value, d: good }])).toThrow(`[invalid_row] row 0, ${problem}`);
  });
});
