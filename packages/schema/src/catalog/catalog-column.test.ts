import { describe, expect, test } from "vitest";
import type { Finding } from "../table/problem.js";
import type { ColumnType } from "../table/table-schema.js";
import { type CatalogColumn, readCatalogColumn } from "./catalog-column.js";

function read(entry: unknown): {
  readonly column: CatalogColumn | undefined;
  readonly codes: readonly string[];
} {
  const findings: Finding[] = [];
  const column = readCatalogColumn(entry, 3, (finding) => findings.push(finding));
  return { column, codes: findings.map(({ code, column: path }) => `${code} ${path}`) };
}

const arrayOfInt: ColumnType = { kind: "array", element: { kind: "int" }, elementNullable: true };

describe("the type of a column", () => {
  test.each<[string, object, ColumnType]>([
    [
      "a StructField",
      { type_json: '{"name":"c","type":"long","nullable":true,"metadata":{}}' },
      { kind: "bigint" },
    ],
    ["a bare name", { type_json: '"long"' }, { kind: "bigint" }],
    [
      "a bare type",
      { type_json: '{"type":"array","elementType":"integer","containsNull":true}' },
      arrayOfInt,
    ],
    ["a name wrapped up", { type_json: '{"type":"string"}' }, { kind: "string" }],
    ["JSON that is not in a string", { type_json: { type: "string" } }, { kind: "string" }],
    [
      "type_json before all else",
      { type_json: '"long"', type_name: "STRING", type_text: "int" },
      { kind: "bigint" },
    ],
    ["type_name where type_json is empty", { type_json: "", type_name: "LONG" }, { kind: "bigint" }],
    [
      "type_name where type_json is {}",
      { type_json: "{}", type_name: "timestamp_ntz" },
      { kind: "timestamp_ntz" },
    ],
    ["type_name where type_json is null", { type_json: null, type_name: "BYTE" }, { kind: "tinyint" }],
    [
      "precision and scale",
      { type_name: "DECIMAL", type_precision: 12, type_scale: 3 },
      { kind: "decimal", precision: 12, scale: 3 },
    ],
    [
      "collation in type_text",
      { type_json: '"string"', type_text: "string collate UNICODE_CI" },
      { kind: "string", collation: "UNICODE_CI" },
    ],
    [
      "type_json where type_text cannot be read",
      { type_json: '{"type":"array","elementType":"integer"}', type_text: "struct<char (x)<:int>" },
      arrayOfInt,
    ],
    [
      "type_json where type_text only looks like CHAR(n)",
      { type_json: '{"type":"array","elementType":"integer"}', type_text: "struct<char (x):int>" },
      arrayOfInt,
    ],
    [
      "CHAR in the metadata",
      { type_json: '{"name":"c","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"char(3)"}}' },
      { kind: "char", length: 3 },
    ],
    [
      "VARCHAR in type_text alone",
      { type_json: '{"name":"c","type":"string"}', type_text: "varchar(10)" },
      { kind: "varchar", length: 10 },
    ],
    [
      "VARCHAR in both",
      {
        type_json: '{"name":"c","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(9)"}}',
        type_text: "varchar(9)",
      },
      { kind: "varchar", length: 9 },
    ],
    [
      "VARCHAR inside, in type_text",
      {
        type_json: '{"type":"array","elementType":"string","containsNull":false}',
        type_text: "array<varchar(10)>",
      },
      { kind: "array", element: { kind: "varchar", length: 10 }, elementNullable: false },
    ],
    [
      "a bare name that is not even JSON",
      { type_json: " decimal(9,2) " },
      { kind: "decimal", precision: 9, scale: 2 },
    ],
    [
      "type_text where type_name needs its length",
      { type_name: "CHAR", type_text: "char(3)" },
      { kind: "char", length: 3 },
    ],
    [
      "type_text where type_name needs its unit",
      { type_name: "INTERVAL", type_text: "interval day to second" },
      { kind: "unsupported", sql: "interval day to second" },
    ],
    [
      "type_name where nobody knows it, whatever type_text says",
      { type_name: "TABLE_TYPE", type_text: "bigint" },
      { kind: "unsupported", sql: "TABLE_TYPE" },
    ],
    [
      "type_name and the collation in type_text",
      { type_json: "{}", type_name: "STRING", type_text: "string collate UTF8_LCASE" },
      { kind: "string", collation: "UTF8_LCASE" },
    ],
    ["a word for what cannot be written", { type_name: "NULL" }, { kind: "unsupported", sql: "NULL" }],
    [
      "a word for what is nothing without its length",
      { type_name: "CHAR" },
      { kind: "unsupported", sql: "CHAR" },
    ],
    ["a word nobody knows", { type_json: '"hyperloglog"' }, { kind: "unsupported", sql: "hyperloglog" }],
    [
      "a strange precision, which nobody knows either",
      { type_name: "DECIMAL", type_precision: 1e21, type_scale: JSON.parse('{"toString":1}') },
      { kind: "unsupported", sql: "DECIMAL(1e+21,0)" },
    ],
  ])("comes from %s", (_, entry, want) => {
    expect(read({ name: "c", ...entry })).toEqual({
      column: expect.objectContaining({ type: want }),
      codes: [],
    });
  });

  test.each<[string, object, ColumnType]>([
    ["type_text for complex types", { type_name: "ARRAY", type_text: "array<int>" }, arrayOfInt],
    [
      "type_text for DECIMAL without precision",
      { type_name: "DECIMAL", type_precision: 0, type_text: "decimal(9,1)" },
      { kind: "decimal", precision: 9, scale: 1 },
    ],
    ["type_text where there is no type_name", { type_json: "{}", type_text: "bigint" }, { kind: "bigint" }],
    ["type_name where type_json is broken", { type_json: "{nope", type_name: "LONG" }, { kind: "bigint" }],
  ])("falls back, with a warning, on %s", (_, entry, want) => {
    expect(read({ name: "c", ...entry })).toEqual({
      column: expect.objectContaining({ type: want }),
      codes: ["TYPE_FALLBACK c"],
    });
  });

  test.each<[string, object, readonly string[]]>([
    ["nothing", {}, ["MALFORMED c"]],
    ["numbers", { type_json: 7, type_name: 8, type_text: 9 }, ["MALFORMED c"]],
  ])("is refused for %s", (_, entry, codes) => {
    expect(read({ name: "c", ...entry }).codes).toEqual(codes);
  });
});

test.each<[object, boolean, readonly string[]]>([
  [{}, true, []],
  [{ nullable: null }, true, []],
  [{ nullable: false }, false, []],
  [{ type_json: '{"name":"c","type":"long","nullable":false}' }, false, []],
  [{ nullable: false, type_json: '{"name":"c","type":"long","nullable":true}' }, false, ["CONTRADICTION c"]],
  [{ nullable: true, type_json: '{"name":"c","type":"long","nullable":false}' }, true, ["CONTRADICTION c"]],
  [{ nullable: "no" }, true, ["MALFORMED c"]],
])("nullability of %j is %s", (entry, want, codes) => {
  expect(read({ name: "c", type_name: "LONG", ...entry })).toEqual({
    column: expect.objectContaining({ nullable: want }),
    codes,
  });
});

test.each([
  [0, 0],
  [7, 7],
  [-1, undefined],
  [1.5, undefined],
  ["1", undefined],
  [null, undefined],
  [undefined, undefined],
  [1e300, undefined],
])("position %j counts as %j", (position, want) => {
  expect(read({ name: "c", type_name: "LONG", position }).column?.position).toBe(want);
});

const hostile = `*/ \`b\` \${c}\n`;

test("comments come along, where they are texts with something in them", () => {
  const comments = [hostile, "", null, 5].map((comment) => read({ name: "c", type_name: "LONG", comment }));
  expect(comments.map(({ column }) => column?.comment)).toEqual([hostile, undefined, undefined, undefined]);
});

test.each<[string, object, object]>([
  ["a default", { CURRENT_DEFAULT: "now()", EXISTS_DEFAULT: "now()" }, { computed: "default" }],
  ["a generation expression", { "delta.generationExpression": "a + 1" }, { computed: "generated" }],
  ["an identity", { "delta.identity.start": 1, "delta.identity.step": 1 }, { computed: "identity" }],
  ["a column mapping", { "delta.columnMapping.id": 4 }, { mappingId: 4 }],
  ["a comment of its own", { comment: "inner" }, { comment: "inner" }],
  ["a number, which the position says instead", { "zerobus.number": 9 }, {}],
  ["nothing in all of them", { CURRENT_DEFAULT: null, "delta.identity.start": null, comment: null }, {}],
])("the metadata of type_json says %s", (_, metadata, want) => {
  const type_json = JSON.stringify({ name: "c", type: "long", nullable: true, metadata });
  const column = { name: "c", type: { kind: "bigint" }, nullable: true, position: undefined };
  expect(read({ name: "c", type_json })).toEqual({ column: { ...column, ...want }, codes: [] });
});

test("the comment of the column counts more than that in its metadata", () => {
  const type_json = '{"name":"c","type":"long","metadata":{"comment":"inner"}}';
  expect(read({ name: "c", type_json, comment: "outer" }).column?.comment).toBe("outer");
});

test.each<[unknown, true | undefined]>([
  [{ function_name: "main.shop.hide", using_column_names: [] }, true],
  [null, undefined],
  [undefined, undefined],
  ["main.shop.hide", undefined],
])("a mask of %j is told as %j", (mask, want) => {
  expect(read({ name: "c", type_name: "LONG", mask }).column?.isMasked).toBe(want);
});

test.each([null, 5, "c", [], {}, { name: null }, { name: 5 }, { name: ["c"] }])(
  "%j is no column",
  (entry) => {
    expect(read(entry)).toEqual({ column: undefined, codes: ["MALFORMED columns[3]"] });
  },
);
