import { rawJson } from "@zerobus-gen/runtime/codegen";
import type { ColumnType } from "@zerobus-gen/schema";
import { describe, expect, test } from "vitest";
import { rowFromJson, valueFromJson } from "./from-json.js";
import { rowFromCells } from "./from-text.js";
import { parseJsonExactly } from "./parse-json.js";

const strict = { epochUnit: undefined };
const money: ColumnType = { kind: "decimal", precision: 38, scale: 10 };
const tags: ColumnType = {
  kind: "map",
  key: { kind: "string" },
  value: { kind: "bigint" },
  valueNullable: true,
};

function read(text: string, type: ColumnType, epochUnit?: "ms"): unknown {
  return valueFromJson(parseJsonExactly(text), type, { epochUnit });
}

describe("a JSON value becomes what its column takes", () => {
  test.each<[string, ColumnType, unknown]>([
    ["42", { kind: "bigint" }, 42],
    ["9223372036854775807", { kind: "bigint" }, 9223372036854775807n],
    ['"9223372036854775807"', { kind: "bigint" }, 9223372036854775807n],
    ['"12.5"', { kind: "bigint" }, "12.5"],
    ["19.99", money, "19.99"],
    ["1234567890123456789.0123456789", money, "1234567890123456789.0123456789"],
    ["0.1234567890123456789", { kind: "double" }, 0.12345678901234568],
    ['"NaN"', { kind: "double" }, Number.NaN],
    ['"-Infinity"', { kind: "float" }, Number.NEGATIVE_INFINITY],
    ['"Infinity "', { kind: "float" }, "Infinity "],
    ['"aGk="', { kind: "binary" }, Buffer.from("hi")],
    ['"aGk"', { kind: "binary" }, Buffer.from("hi")],
    ['"a*"', { kind: "binary" }, "a*"],
    ['"2026-01-02T03:04:05Z"', { kind: "timestamp" }, "2026-01-02T03:04:05Z"],
    ["1700000000123", { kind: "timestamp" }, 1_700_000_000_123],
    ['{"a":1}', { kind: "variant" }, rawJson('{"a":1}')],
    ['"text"', { kind: "variant" }, rawJson('"text"')],
    [
      "[12345678901234567890, 0.10000000000000000001]",
      { kind: "variant" },
      rawJson("[12345678901234567890,0.10000000000000000001]"),
    ],
    [
      '{"a":1,"b":12345678901234567890}',
      tags,
      new Map<string, unknown>([
        ["a", 1],
        ["b", 12345678901234567890n],
      ]),
    ],
    ['{"1":1}', { ...tags, key: { kind: "int" } }, new Map([[1, 1]])],
    ['{"true":1}', { ...tags, key: { kind: "boolean" } }, new Map([[true, 1]])],
    ['{"x":1}', { ...tags, key: { kind: "bigint" } }, new Map([["x", 1]])],
    ["null", { kind: "variant" }, null],
    ["[1,null]", { kind: "array", element: { kind: "bigint" }, elementNullable: true }, [1, null]],
    ["12345678901234567890", { kind: "int" }, 12345678901234567000],
  ])("%s", (text, type, want) => {
    expect(read(text, type)).toEqual(want);
  });

  test("a number makes a point in time where its unit is told", () => {
    expect(read("1700000000123", { kind: "timestamp" }, "ms")).toBe(1_700_000_000_123_000n);
  });

  test("a name that is no column goes on, for the check to refuse", () => {
    expect(rowFromJson({ nope: 1 }, [], strict)).toEqual({ nope: 1 });
  });

  test("names that every object has are columns like others", () => {
    const row = rowFromJson(
      JSON.parse('{"__proto__":"1"}'),
      [{ name: "__proto__", number: 1, type: { kind: "bigint" }, nullable: true }],
      strict,
    );
    expect(Object.entries(row)).toEqual([["__proto__", 1n]]);
  });
});

describe("a CSV cell becomes what its column takes", () => {
  test.each<[string, ColumnType, unknown]>([
    ["", { kind: "string" }, null],
    ["TRUE", { kind: "boolean" }, true],
    ["yes", { kind: "boolean" }, "yes"],
    ["7", { kind: "int" }, 7],
    ["7.0", { kind: "int" }, "7.0"],
    ["9223372036854775807", { kind: "bigint" }, 9223372036854775807n],
    ["1e3", { kind: "double" }, 1000],
    ["0x10", { kind: "double" }, "0x10"],
    ["19.99", money, "19.99"],
    ["2026-01-02", { kind: "date" }, "2026-01-02"],
    ['{"a":1}', tags, new Map([["a", 1]])],
    ["{broken", tags, "{broken"],
    ["aGk=", { kind: "binary" }, Buffer.from("hi")],
    [" padded ", { kind: "string" }, " padded "],
  ])("%j", (text, type, want) => {
    const fields = [{ name: "c", number: 1, type, nullable: true }];
    expect(rowFromCells({ c: text }, fields, { ...strict, nullText: "" })).toEqual({ c: want });
  });
});
