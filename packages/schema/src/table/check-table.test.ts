import { describe, expect, test } from "vitest";
import { checkTable, MAX_DEPTH } from "./check-table.js";
import type { Finding } from "./problem.js";
import type { ColumnType, Field } from "./table-schema.js";

const int: ColumnType = { kind: "int" };

function field(name: string, type: ColumnType = int, number = 1): Field {
  return { name, number, type, nullable: true };
}

function array(element: ColumnType): ColumnType {
  return { kind: "array", element, elementNullable: true };
}

function map(key: ColumnType, value: ColumnType): ColumnType {
  return { kind: "map", key, value, valueNullable: true };
}

function struct(...fields: readonly Field[]): ColumnType {
  return { kind: "struct", fields };
}

function decimal(precision: number, scale: number): ColumnType {
  return { kind: "decimal", precision, scale };
}

function nested(levels: number): ColumnType {
  return levels === 0 ? int : struct(field("x", nested(levels - 1)));
}

function findings(columns: readonly Field[]): readonly Finding[] {
  const found: Finding[] = [];
  checkTable({ name: { catalog: "main", schema: "shop", table: "orders" }, columns }, (finding) =>
    found.push(finding),
  );
  return found;
}

const wide = Array.from({ length: 2000 }, (_, index) => field(`c${index}`, int, index + 1));

describe("checkTable", () => {
  test.each<[string, readonly Field[]]>([
    ["every scalar", [field("a", { kind: "binary" }, 1), field("b", { kind: "timestamp_ntz" }, 2)]],
    [
      "texts of bounded length, and VARIANT anywhere but in keys",
      [
        field("a", map({ kind: "char", length: 1 }, { kind: "variant" })),
        field("b", { kind: "varchar", length: 9 }, 2),
      ],
    ],
    ["the widest decimals", [field("a", decimal(38, 38), 1), field("b", decimal(1, 0), 2)]],
    [
      "a nullable array of structs with a map",
      [field("a", array(struct(field("m", map({ kind: "string" }, int)))))],
    ],
    ["a struct between arrays", [field("a", array(struct(field("b", array(int)))))]],
    [
      "the same name and number in different structs",
      [field("a", struct(field("a"))), field("b", struct(field("a")), 2)],
    ],
    ["2000 columns", wide],
    ["100 levels", [field("a", nested(MAX_DEPTH))]],
    [
      "names that are words elsewhere",
      [field("message"), field("__proto__", int, 2), field("constructor", int, 3)],
    ],
  ])("takes %s", (_, columns) => {
    expect(findings(columns)).toEqual([]);
  });

  test.each<[string, readonly Field[], string, string | undefined]>([
    ["no columns", [], "NO_COLUMNS", undefined],
    ["2001 columns", [...wide, field("more", int, 2001)], "TOO_MANY_COLUMNS", undefined],
    ["a name with a space", [field("a b")], "COLUMN_NAME", '"a b"'],
    ["a bad name inside", [field("a", array(struct(field("1st"))))], "COLUMN_NAME", "a[].1st"],
    ["the same name in another case", [field("ID"), field("id", int, 2)], "DUPLICATE_COLUMN", "id"],
    ["the same name inside", [field("s", struct(field("x"), field("x", int, 2)))], "DUPLICATE_COLUMN", "s.x"],
    ["a number twice", [field("a"), field("b")], "FIELD_NUMBER", "b"],
    ["a number twice inside", [field("s", struct(field("x"), field("y")))], "FIELD_NUMBER", "s.y"],
    ["number 0", [field("a", int, 0)], "FIELD_NUMBER", "a"],
    ["a reserved number", [field("a", int, 19_500)], "FIELD_NUMBER", "a"],
    ["more digits than 38", [field("a", decimal(39, 0))], "DECIMAL_BOUNDS", "a"],
    ["no digits", [field("a", decimal(0, 0))], "DECIMAL_BOUNDS", "a"],
    ["more scale than digits", [field("a", array(decimal(4, 5)))], "DECIMAL_BOUNDS", "a[]"],
    ["negative scale", [field("a", decimal(4, -1))], "DECIMAL_BOUNDS", "a"],
    ["array of array", [field("a", array(array(int)))], "UNSUPPORTED_SHAPE", "a"],
    ["array of map", [field("a", array(map({ kind: "string" }, int)))], "UNSUPPORTED_SHAPE", "a"],
    ["map of array", [field("a", map({ kind: "string" }, array(int)))], "UNSUPPORTED_SHAPE", "a"],
    ["map of map", [field("a", map(int, map(int, int)))], "UNSUPPORTED_SHAPE", "a"],
    ["date keys", [field("a", map({ kind: "date" }, int))], "MAP_KEY", "a[key]"],
    ["timestamp keys", [field("a", map({ kind: "timestamp" }, int))], "MAP_KEY", "a[key]"],
    ["decimal keys", [field("a", map(decimal(4, 0), int))], "MAP_KEY", "a[key]"],
    ["double keys", [field("a", map({ kind: "double" }, int))], "MAP_KEY", "a[key]"],
    ["binary keys", [field("a", map({ kind: "binary" }, int))], "MAP_KEY", "a[key]"],
    ["struct keys", [field("a", map(struct(field("x")), int))], "MAP_KEY", "a[key]"],
    [
      "a bad name in map values",
      [field("a", map(int, struct(field("é"))))],
      "COLUMN_NAME",
      'a[value]."\\u00e9"',
    ],
    [
      "an unsupported type",
      [field("a", array({ kind: "unsupported", sql: "void" }))],
      "UNSUPPORTED_TYPE",
      "a[]",
    ],
    ["no characters", [field("a", { kind: "char", length: 0 })], "LENGTH_BOUNDS", "a"],
    [
      "half a character",
      [field("a", map(int, { kind: "varchar", length: 1.5 }))],
      "LENGTH_BOUNDS",
      "a[value]",
    ],
    ["variant keys", [field("a", map({ kind: "variant" }, int))], "MAP_KEY", "a[key]"],
    ["an empty struct", [field("a", array(struct()))], "EMPTY_STRUCT", "a[]"],
    [
      "more than 10000 fields",
      [field("a", array(struct(...Array.from({ length: 10_000 }, (_, i) => field(`f${i}`, int, i + 1)))))],
      "TOO_MANY_COLUMNS",
      undefined,
    ],
  ])("refuses %s", (_, columns, code, column) => {
    expect(findings(columns)).toEqual([
      expect.objectContaining({
        code,
        ...(column !== undefined && { column }),
        message: expect.any(String),
        hint: expect.any(String),
      }),
    ]);
  });

  test("refuses 101 levels once", () => {
    expect(findings([field("a", nested(MAX_DEPTH + 1))]).map(({ code }) => code)).toEqual(["TOO_DEEP"]);
  });

  test("reports everything at once", () => {
    const columns = [field("a b", array(array(decimal(99, 1)))), field("A B", map(array(int), struct()))];
    expect(findings(columns).map(({ code }) => code)).toEqual([
      "COLUMN_NAME",
      "UNSUPPORTED_SHAPE",
      "DECIMAL_BOUNDS",
      "DUPLICATE_COLUMN",
      "COLUMN_NAME",
      "FIELD_NUMBER",
      "MAP_KEY",
      "EMPTY_STRUCT",
    ]);
  });

  test("advises to wrap what cannot be nested", () => {
    expect(findings([field("a", map(int, array(int)))])[0]?.hint).toContain("STRUCT<items: ARRAY<...>>");
  });

  test("does not follow a small schema that unfolds into millions of fields", () => {
    let type: ColumnType = int;
    for (let level = 0; level < 40; level++) type = struct(field("a", type), field("b", type, 2));
    expect(findings([field("root", type)]).map(({ code }) => code)).toEqual(["TOO_MANY_COLUMNS"]);
  });
});
