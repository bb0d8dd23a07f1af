import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "../table/check-table.js";
import { fieldNumberAt } from "../table/field-number.js";
import type { Finding } from "../table/problem.js";
import { sqlType } from "../table/sql-type.js";
import type { ColumnType, Field, ScalarKind } from "../table/table-schema.js";
import { parseTypeText } from "./type-text.js";

function parse(text: string): { readonly type: ColumnType; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  return { type: parseTypeText(text, "c", (finding) => findings.push(finding)), findings };
}

function struct(...fields: readonly (readonly [string, ColumnType, Partial<Field>?])[]): ColumnType {
  return {
    kind: "struct",
    fields: fields.map(([name, type, rest], index) => ({
      name,
      number: index + 1,
      type,
      nullable: true,
      ...rest,
    })),
  };
}

function array(element: ColumnType): ColumnType {
  return { kind: "array", element, elementNullable: true };
}

const int: ColumnType = { kind: "int" };
const string: ColumnType = { kind: "string" };
const decimal: ColumnType = { kind: "decimal", precision: 10, scale: 2 };

describe("parseTypeText", () => {
  test.each<[string, ColumnType]>([
    ["bigint", { kind: "bigint" }],
    ["array<int>", array(int)],
    ["map<string,double>", { kind: "map", key: string, value: { kind: "double" }, valueNullable: true }],
    ["map<decimal(10,2),int>", { kind: "map", key: decimal, value: int, valueNullable: true }],
    ["struct<a:decimal(10,2),b:int>", struct(["a", decimal], ["b", int])],
    ["struct<a:struct<b:array<int>>,c:string>", struct(["a", struct(["b", array(int)])], ["c", string])],
    ["struct<>", struct()],
    ["struct<first name:int,é:int>", struct(["first name", int], ["é", int])],
    [
      "ARRAY < STRUCT < sku : STRING NOT NULL , q : INT > >",
      array(struct(["sku", string, { nullable: false }], ["q", int])),
    ],
    [
      "STRUCT<`a``:,<>`: INT NOT NULL COMMENT 'it''s, > \\'it\\''>",
      struct(["a`:,<>", int, { nullable: false, comment: "it's, > 'it'" }]),
    ],
    ['struct<a:int comment "x, y",b:int>', struct(["a", int, { comment: "x, y" }], ["b", int])],
    [
      "struct<a:string collate UTF8_LCASE not null>",
      struct(["a", { kind: "string", collation: "UTF8_LCASE" }, { nullable: false }]),
    ],
    ["struct<not:int,comment:string>", struct(["not", int], ["comment", string])],
  ])("reads %j", (text, want) => {
    expect(parse(text)).toEqual({ type: want, findings: [] });
  });

  test.each([
    ["", "a type is missing"],
    ["array<int", '">" is missing'],
    ["array<>", "a type is missing"],
    ["map<int>", '"," is missing'],
    ["map<int,int,int>", '">" is missing'],
    ["int>", "it should have ended"],
    ["int int2)", "it should have ended"],
    ["struct<a int>", "a field name is missing"],
    ["struct<a:int,>", "a field name is missing"],
    ["struct<a:int b:int>", '"," is missing'],
    ["struct<`a:int>", "a field name is missing"],
    ["struct", '"<" is missing'],
    ["map<Array,int>", '"<" is missing'],
    ["array(3)", '"<" is missing'],
    ["decimal(10,2", "it should have ended"],
    ["\u0000", "a type is missing"],
  ])("refuses %j and says where", (text, reason) => {
    const { findings } = parse(text);
    expect(findings.at(-1)).toMatchObject({ code: "MALFORMED", column: expect.stringMatching(/^c/) });
    expect(findings.at(-1)?.message).toContain(reason);
    expect(findings.at(-1)?.message).toMatch(/at character \d+/);
  });

  test("reads what cannot be written, each in its own words", () => {
    const { type, findings } = parse(
      "struct<a:varchar(3),b:array<struct<c:interval day to second>>,d:map<void,variant>,e:int>",
    );
    expect(findings).toEqual([]);
    expect(sqlType(type)).toBe(
      "STRUCT<a: VARCHAR(3), b: ARRAY<STRUCT<c: interval day to second>>, d: MAP<void, VARIANT>, e: INT>",
    );
  });

  test("takes 100 levels and refuses 101", () => {
    const nested = (levels: number): string => `${"struct<x:".repeat(levels)}int${">".repeat(levels)}`;
    expect(parse(nested(MAX_DEPTH)).findings).toEqual([]);
    expect(parse(nested(MAX_DEPTH + 1)).findings).toMatchObject([{ code: "TOO_DEEP" }]);
    expect(parse(nested(50_000)).findings).toMatchObject([{ code: "TOO_DEEP" }]);
  });

  test.each([
    ["one name", `struct<${"a".repeat(900_000)}`],
    ["spaces", `struct<a${" ".repeat(900_000)}`],
    ["spaces behind a type", `struct<a:int${" ".repeat(900_000)}`],
    ["words", `struct<a:${"int ".repeat(200_000)}`],
    ["an open back-tick", `struct<\`${"a`` ".repeat(200_000)}`],
    ["an open comment", `struct<a:int comment '${"''\\'".repeat(200_000)}`],
    ["an open bracket", `struct<a:int(${" ".repeat(900_000)}`],
    ["commas", `struct<${",".repeat(900_000)}`],
  ])("refuses a long text of %s in linear time", (_, text) => {
    // Quadratic time would take minutes, which the runner does not give it.
    expect(parse(text).findings.length).toBeGreaterThan(0);
  });

  test("does not read a text longer than any table's", () => {
    expect(parse(`int${" ".repeat(1_000_000)}`).findings).toMatchObject([
      { message: expect.stringContaining("it is too long") },
    ]);
  });

  test("reads back what sqlType writes", () => {
    fc.assert(
      fc.property(types, (type) => {
        expect(parse(sqlType(type))).toEqual({ type, findings: [] });
      }),
    );
  });

  test("never throws", () => {
    const piece = fc.constantFrom(
      "struct<",
      "array<",
      "map<",
      "a:",
      "int",
      ",",
      ">",
      "`",
      "'",
      "(",
      ")",
      " ",
      "comment",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          parse(text);
        },
      ),
    );
  });
});

const scalarKind = fc.constantFrom<ScalarKind | "string">(
  "boolean",
  "int",
  "bigint",
  "double",
  "string",
  "binary",
  "timestamp_ntz",
  "variant",
);

const { type: types } = fc.letrec<{ type: ColumnType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    scalarKind.map((kind): ColumnType => ({ kind })),
    fc.record({
      kind: fc.constant("decimal"),
      precision: fc.integer({ min: 1, max: 38 }),
      scale: fc.nat(10),
    }),
    fc.record({ kind: fc.constantFrom("char", "varchar"), length: fc.integer({ min: 1, max: 65_535 }) }),
    fc.record({ kind: fc.constant("string"), collation: fc.stringMatching(/^[A-Z][\w.]{0,9}$/) }),
    fc.record({
      kind: fc.constant("unsupported"),
      sql: fc.constantFrom("void", "interval day to second", "geometry(4326)"),
    }),
    fc.record({ kind: fc.constant("array"), element: tie("type"), elementNullable: fc.constant(true) }),
    fc.record({
      kind: fc.constant("map"),
      key: tie("type"),
      value: tie("type"),
      valueNullable: fc.constant(true),
    }),
    fc
      .array(
        fc.record({ name: fc.stringMatching(/^[a-z_]\w{0,9}$/), type: tie("type"), nullable: fc.boolean() }),
      )
      .map(
        (fields): ColumnType => ({
          kind: "struct",
          fields: fields.map((field, index) => ({ ...field, number: fieldNumberAt(index) })),
        }),
      ),
  ),
}));
