import { describe, expect, test } from "vitest";
import type { Row } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { Variant } from "../variant/variant.js";
import { fileStats } from "./file-stats.js";
import { compilePivot } from "./pivot.js";

const struct = (fields: Readonly<Record<string, DataType>>): StructType => ({
  type: "struct",
  fields: Object.entries(fields).map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
});

const statsOf = (schema: StructType, rows: readonly Row[]): string =>
  fileStats(schema, compilePivot(schema)(rows), rows.length);

describe(fileStats, () => {
  test("writes numbers that JSON.stringify would round", () => {
    const rows = [{ id: 9007199254740993n }, { id: null }];
    expect(statsOf(struct({ id: "long" }), rows)).toBe(
      '{"numRecords":2,"nullCount":{"id":1},"minValues":{"id":9007199254740993},"maxValues":{"id":9007199254740993}}',
    );
  });

  test("nests as the columns do, and counts a member of a null struct as null", () => {
    const schema = struct({ s: struct({ a: "integer", t: struct({ b: "date" }) }) });
    const rows = [{ s: { a: 1, t: { b: 2 } } }, { s: { a: 2, t: null } }, { s: null }];
    expect(JSON.parse(statsOf(schema, rows))).toEqual({
      numRecords: 3,
      nullCount: { s: { a: 1, t: { b: 2 } } },
      minValues: { s: { a: 1, t: { b: "1970-01-03" } } },
      maxValues: { s: { a: 2, t: { b: "1970-01-03" } } },
    });
  });

  test("counts nulls of arrays, maps and other types without order, and gives them no bounds", () => {
    const schema = struct({
      list: { type: "array", elementType: "long", containsNull: true },
      map: { type: "map", keyType: "long", valueType: "long", valueContainsNull: true },
      bytes: "binary",
      flag: "boolean",
    });
    const rows = [
      { list: [null], map: null, bytes: new Uint8Array(), flag: true },
      { list: null, map: new Map(), bytes: null, flag: null },
    ];
    expect(statsOf(schema, rows)).toBe('{"numRecords":2,"nullCount":{"list":1,"map":1,"bytes":1,"flag":1}}');
  });

  test("stops after 32 leaves, counted through structs", () => {
    const leaves = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, "integer"] as const));
    const row = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, i]));
    const stats = JSON.parse(
      statsOf(struct({ first: struct(leaves), second: struct(leaves), id: "integer" }), [
        { first: row, second: row, id: 1 },
      ]),
    );
    expect(Object.keys(stats.minValues)).toEqual(["first", "second"]);
    expect(Object.keys(stats.minValues.first)).toHaveLength(20);
    expect(Object.keys(stats.nullCount.second)).toEqual(Array.from({ length: 12 }, (_, i) => `c${i}`));
  });

  test("quotes column names", () => {
    const name = 'a"b\\\n';
    expect(JSON.parse(statsOf(struct({ [name]: "integer" }), [{ [name]: 7 }])).minValues).toEqual({
      [name]: 7,
    });
  });
});

test("a collated column has no bounds, and a VARIANT no more than its nulls", () => {
  const schema: StructType = {
    type: "struct",
    fields: [
      { name: "c", type: "string", nullable: true, metadata: { __COLLATIONS: { c: "icu.UNICODE_CI" } } },
      { name: "v", type: "variant", nullable: true, metadata: {} },
      { name: "t", type: "varchar(3)", nullable: true, metadata: {} },
    ],
  };
  const variant = new Variant(Uint8Array.of(1, 0, 0), Uint8Array.of(0));
  expect(
    fileStats(
      schema,
      [
        ["b", "A"],
        [variant, null],
        ["x", null],
      ],
      2,
    ),
  ).toBe('{"numRecords":2,"nullCount":{"c":0,"v":1,"t":1},"minValues":{"t":"x"},"maxValues":{"t":"x"}}');
});
