import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "../table/check-table.js";
import type { Finding } from "../table/problem.js";
import { sqlType } from "../table/sql-type.js";
import type { ColumnType } from "../table/table-schema.js";
import { parseTypeJson } from "./type-json.js";

function parse(json: unknown): { readonly type: ColumnType; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  return { type: parseTypeJson(json, "c", (finding) => findings.push(finding)), findings };
}

const point = {
  type: "struct",
  fields: [
    { name: "x", type: "double", nullable: false, metadata: { comment: "east" } },
    { name: "y", type: "double" },
  ],
};
const wantPoint: ColumnType = {
  kind: "struct",
  fields: [
    { name: "x", number: 1, type: { kind: "double" }, nullable: false, comment: "east" },
    { name: "y", number: 2, type: { kind: "double" }, nullable: true },
  ],
};

describe("parseTypeJson", () => {
  test.each<[unknown, ColumnType]>([
    ["long", { kind: "bigint" }],
    [{ type: "string" }, { kind: "string" }],
    [
      { name: "c", type: "decimal(10,2)", nullable: false, metadata: {} },
      { kind: "decimal", precision: 10, scale: 2 },
    ],
    [point, wantPoint],
    [{ name: "c", type: point, nullable: true, metadata: {} }, wantPoint],
    [{ name: "c", ...point }, wantPoint],
    [
      { type: "struct", fields: [{ name: "p", ...point }] },
      { kind: "struct", fields: [{ name: "p", number: 1, type: wantPoint, nullable: true }] },
    ],
    [
      { type: "array", elementType: point, containsNull: false },
      { kind: "array", element: wantPoint, elementNullable: false },
    ],
    [
      { type: "array", elementType: "integer" },
      { kind: "array", element: { kind: "int" }, elementNullable: true },
    ],
    [
      { type: "map", keyType: "string", valueType: point, valueContainsNull: false },
      { kind: "map", key: { kind: "string" }, value: wantPoint, valueNullable: false },
    ],
    [
      { type: "map", keyType: "string", valueType: "byte" },
      { kind: "map", key: { kind: "string" }, value: { kind: "tinyint" }, valueNullable: true },
    ],
    [
      { name: "c", type: "string", metadata: { __COLLATIONS: { c: "icu.UNICODE_CI" } } },
      { kind: "string", collation: "UNICODE_CI" },
    ],
    [
      {
        name: "c",
        type: { type: "map", keyType: "string", valueType: { type: "array", elementType: "string" } },
        metadata: {
          __COLLATIONS: {
            "c.key": "spark.UTF8_LCASE",
            "c.value.element": "icu.de_CI.75.1",
            c: "icu.AF",
            d: 5,
          },
        },
      },
      {
        kind: "map",
        key: { kind: "string", collation: "UTF8_LCASE" },
        value: { kind: "array", element: { kind: "string", collation: "de_CI" }, elementNullable: true },
        valueNullable: true,
      },
    ],
    [
      {
        type: "struct",
        fields: [{ name: "a.b", type: "string", metadata: { __COLLATIONS: { "a.b": "UNICODE" } } }],
      },
      {
        kind: "struct",
        fields: [{ name: "a.b", number: 1, type: { kind: "string", collation: "UNICODE" }, nullable: true }],
      },
    ],
    [{ name: "c", type: "string", metadata: { __COLLATIONS: { c: "x; DROP TABLE" } } }, { kind: "string" }],
    [{ name: "toString", type: "string", metadata: { __COLLATIONS: {} } }, { kind: "string" }],
    [{ name: "c", type: "string", metadata: { __COLLATIONS: null, comment: null } }, { kind: "string" }],
    [
      {
        type: "struct",
        fields: [
          { name: "a", type: "long", metadata: { "delta.columnMapping.id": 7, comment: "x" } },
          { name: "b", type: "long", metadata: { "delta.generationExpression": "a" } },
        ],
      },
      {
        kind: "struct",
        fields: [
          { name: "a", number: 1, type: { kind: "bigint" }, nullable: true, mappingId: 7, comment: "x" },
          { name: "b", number: 2, type: { kind: "bigint" }, nullable: true, computed: "generated" },
        ],
      },
    ],
    [
      {
        name: "c",
        type: { type: "array", elementType: { type: "struct", fields: [{ name: "a", type: "string" }] } },
        metadata: { __CHAR_VARCHAR_TYPE_STRING: "array<struct<a:varchar(3)>>" },
      },
      {
        kind: "array",
        element: {
          kind: "struct",
          fields: [{ name: "a", number: 1, type: { kind: "varchar", length: 3 }, nullable: true }],
        },
        elementNullable: true,
      },
    ],
    [
      { name: "c", type: point, metadata: { __CHAR_VARCHAR_TYPE_STRING: "struct<x:double,y:double>" } },
      wantPoint,
    ],
    [
      { type: "array", elementType: "variant" },
      { kind: "array", element: { kind: "variant" }, elementNullable: true },
    ],
    [
      { type: "udt", class: "a.B", sqlType: "string" },
      { kind: "unsupported", sql: "udt(a.B)" },
    ],
    [
      { type: "udt", class: null, pyClass: "m.B", sqlType: {} },
      { kind: "unsupported", sql: "udt(m.B)" },
    ],
    [
      { name: "c", type: { type: "udt" } },
      { kind: "unsupported", sql: "udt" },
    ],
    ["array<int>", { kind: "array", element: { kind: "int" }, elementNullable: true }],
    [
      {
        type: "struct",
        fields: [{ name: "a", type: "string", metadata: { __CHAR_VARCHAR_TYPE_STRING: "char(3)" } }],
      },
      {
        kind: "struct",
        fields: [{ name: "a", number: 1, type: { kind: "char", length: 3 }, nullable: true }],
      },
    ],
    [
      JSON.parse('{"type":"struct","fields":[{"name":"__proto__","type":"long"}]}'),
      {
        kind: "struct",
        fields: [{ name: "__proto__", number: 1, type: { kind: "bigint" }, nullable: true }],
      },
    ],
  ])("reads %j", (json, want) => {
    expect(parse(json)).toEqual({ type: want, findings: [] });
  });

  test.each<[unknown, string, string]>([
    [null, "MALFORMED", "c"],
    [[], "MALFORMED", "c"],
    [7, "MALFORMED", "c"],
    [{}, "MALFORMED", "c"],
    [{ type: "struct" }, "MALFORMED", "c"],
    [{ type: "array" }, "MALFORMED", "c"],
    ["struct", "MALFORMED", "c"],
    [{ type: "struct", fields: [{ name: "a", type: "Map" }] }, "MALFORMED", "c.a"],
    [{ type: "map", keyType: "string" }, "MALFORMED", "c"],
    [{ type: "array", elementType: null }, "MALFORMED", "c[]"],
    [{ type: "struct", fields: [{ type: "string" }, point.fields[0]] }, "MALFORMED", "c"],
    [{ type: "struct", fields: [{ name: 5, type: "string" }, point.fields[0]] }, "MALFORMED", "c"],
  ])("refuses %j", (json, code, column) => {
    expect(parse(json).findings).toEqual([
      { code, column, message: expect.any(String), hint: expect.any(String) },
    ]);
  });

  test("reports everything at once and keeps what is well", () => {
    const { type, findings } = parse({
      type: "struct",
      fields: [
        { name: "a", type: 5 },
        { name: "b", type: { type: "map", keyType: [], valueType: { type: "array", elementType: {} } } },
        { name: "d", type: "long", nullable: false },
      ],
    });
    expect(findings.map(({ column }) => column)).toEqual(["c.a", "c.b[key]", "c.b[value][]"]);
    expect(type).toMatchObject({
      fields: [{ name: "a" }, { name: "b" }, { name: "d", number: 3, nullable: false }],
    });
  });

  test("reads what cannot be written, each in its own words", () => {
    const { type, findings } = parse({
      type: "struct",
      fields: [
        { name: "a", type: "void" },
        {
          name: "b",
          type: { type: "map", keyType: "object", valueType: { type: "array", elementType: "geometry(0)" } },
        },
      ],
    });
    expect(findings).toEqual([]);
    expect(sqlType(type)).toBe("STRUCT<a: void, b: MAP<object, ARRAY<geometry(0)>>>");
  });

  test.each([
    ["structs", (inner: unknown) => ({ type: "struct", fields: [{ name: "x", type: inner }] })],
    ["arrays", (inner: unknown) => ({ type: "array", elementType: inner })],
    ["wrappers", (inner: unknown) => ({ type: inner })],
  ])("takes 100 levels of %s and refuses more, however many", (_, wrap) => {
    const nested = (levels: number): unknown => {
      let json: unknown = "long";
      for (let level = 0; level < levels; level++) json = wrap(json);
      return json;
    };
    expect(parse(nested(MAX_DEPTH)).findings).toEqual([]);
    expect(parse(nested(MAX_DEPTH + 2)).findings).toMatchObject([{ code: "TOO_DEEP" }]);
    expect(parse(nested(100_000)).findings).toMatchObject([{ code: "TOO_DEEP" }]);
  });
});
