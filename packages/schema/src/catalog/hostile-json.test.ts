import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_DEPTH } from "../table/check-table.js";
import { canonicalColumns } from "../table/fingerprint.js";
import { writableTables } from "../table/schema-read.js";
import { sqlType } from "../table/sql-type.js";
import { readTableInfo } from "./catalog-table.js";
import { structTypeJson } from "./spark-json.js";
import { readStructType } from "./struct-type.js";

const name = { catalog: "main", schema: "shop", table: "orders" };

/** Words and values that mean something somewhere in a catalog's answer. */
const word = fc.oneof(
  fc.constantFrom(
    "long",
    "string",
    "struct",
    "array",
    "map",
    "udt",
    "decimal(5,-0)",
    "decimal(99999999999,1)",
    "varchar(3)",
    "char",
    "string collate X",
    "interval day",
    "struct<a:char(2)>",
    "array<string collate Y>",
    "",
  ),
  fc.string({ unit: "binary", maxLength: 300 }),
);

const metadata = fc.record(
  {
    comment: fc.oneof(word, fc.jsonValue()),
    __COLLATIONS: fc.oneof(
      fc.dictionary(fc.constantFrom("a", "a.element", "__proto__"), word),
      fc.jsonValue(),
    ),
    __CHAR_VARCHAR_TYPE_STRING: fc.oneof(word, fc.jsonValue()),
    "delta.columnMapping.id": fc.jsonValue(),
    "delta.generationExpression": fc.jsonValue(),
    "zerobus.number": fc.oneof(fc.integer(), fc.jsonValue()),
    "zerobus.computed": fc.oneof(fc.constantFrom("default", "identity"), fc.jsonValue()),
    "zerobus.masked": fc.jsonValue(),
  },
  { requiredKeys: [] },
);

/** What looks like a type, a StructField or both, and is broken anywhere. */
const { type } = fc.letrec<{ type: unknown }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 6, depthSize: "small", withCrossShrink: true },
    word,
    fc.jsonValue(),
    fc.record(
      {
        name: fc.oneof(fc.constantFrom("a", "__proto__"), word),
        type: fc.oneof(
          { weight: 2, arbitrary: fc.constantFrom("struct", "array", "map", "udt") },
          tie("type"),
        ),
        fields: fc.oneof(fc.array(tie("type"), { maxLength: 3 }), fc.jsonValue()),
        elementType: tie("type"),
        keyType: tie("type"),
        valueType: tie("type"),
        containsNull: fc.oneof(fc.boolean(), fc.jsonValue()),
        nullable: fc.oneof(fc.boolean(), fc.jsonValue()),
        class: word,
        metadata: fc.oneof(metadata, fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  ),
}));

const fields = fc.array(fc.record({ name: fc.oneof(fc.constantFrom("a", "b"), word), type, metadata }), {
  maxLength: 4,
});

describe("no JSON makes a reader throw", () => {
  test("and what is read can be written down, read again, fingerprinted and checked", () => {
    let read = 0;
    fc.assert(
      fc.property(fields, (found) => {
        const { tables, problems } = readStructType({ type: "struct", fields: found }, name);
        for (const table of tables) {
          const json: unknown = JSON.parse(JSON.stringify(structTypeJson(table)));
          expect(readStructType(json, name)).toEqual({ tables: [table], problems: [] });
          canonicalColumns(table);
          for (const column of table.columns) expect(sqlType(column.type)).toMatch(/^[ -~]*$/);
          read++;
        }
        writableTables({ tables, problems }, () => ({}));
        writableTables({ tables, problems }, () => ({ unsupported: "skip" }));
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  test("in an answer of a catalog either, as text or as JSON", () => {
    const column = fc.record(
      {
        name: fc.constantFrom("a", "b", "__proto__"),
        type_json: fc.oneof(
          type,
          type.map((json) => JSON.stringify(json)),
          word,
        ),
        type_name: fc.oneof(word, fc.jsonValue()),
        type_text: fc.oneof(word, fc.jsonValue()),
        position: fc.oneof(fc.nat(3), fc.jsonValue()),
        partition_index: fc.oneof(fc.nat(3), fc.jsonValue()),
        mask: fc.jsonValue(),
        nullable: fc.oneof(fc.boolean(), fc.constant(null)),
      },
      { requiredKeys: ["name"] },
    );
    const info = fc.record({
      full_name: fc.constant("main.shop.orders"),
      columns: fc.array(column, { maxLength: 4 }),
      properties: fc.jsonValue(),
      table_constraints: fc.jsonValue(),
      row_filter: fc.jsonValue(),
    });
    fc.assert(
      fc.property(info, (json) => {
        const read = readTableInfo(json, "here");
        for (const { columns } of read.tables) {
          const again: unknown = JSON.parse(JSON.stringify(structTypeJson({ columns })));
          expect(readStructType(again, name).tables).toEqual([{ name, columns }]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("reading stays within bounds", () => {
  const column = (type_json: unknown): object => ({
    full_name: "main.shop.orders",
    columns: [{ name: "c", type_json, position: 0 }],
  });
  const codes = (json: unknown): readonly string[] => {
    const { problems } = writableTables(readTableInfo(json, "here"), () => ({ unsupported: "skip" }));
    return problems.map(({ code }) => code);
  };

  test.each([
    ["STRUCTs", '{"type":"struct","fields":[{"name":"x","type":', "}]}"],
    ["ARRAYs", '{"type":"array","elementType":', "}"],
    ["MAPs", '{"type":"map","keyType":"string","valueType":', "}"],
    ["wrappers", '{"type":', "}"],
  ])("of depth, for a text of 100 000 %s", (_, open, close) => {
    const text = `${open.repeat(100_000)}"long"${close.repeat(100_000)}`;
    expect(codes(column(text))).toEqual(["TOO_DEEP"]);
  });

  test("of depth, for a text inside the deepest type", () => {
    let json: unknown = `${"array<".repeat(MAX_DEPTH)}int${">".repeat(MAX_DEPTH)}`;
    for (let level = 0; level < MAX_DEPTH; level++) json = { type: "array", elementType: json };
    expect(codes(column(json))).toContain("COLUMN_SKIPPED");
  });

  test("of size, for a STRUCT of 100 000 fields", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({ name: `f${index}`, type: "void" }));
    expect(codes(column({ type: "struct", fields: many }))).toContain("NO_COLUMNS");
    expect(codes({ ...column('"long"'), columns: many })).toEqual(["TOO_MANY_COLUMNS"]);
    const { tables, problems } = readStructType({ type: "struct", fields: many }, name);
    expect([tables, problems.map(({ code }) => code)]).toEqual([[], ["TOO_MANY_COLUMNS"]]);
  });

  test("of length, for names, comments and types of a megabyte", () => {
    const long = "x".repeat(1_000_000);
    const metadata = {
      comment: long,
      __COLLATIONS: { c: long },
      __CHAR_VARCHAR_TYPE_STRING: `char(${long})`,
    };
    const { tables } = readTableInfo(column({ name: "c", type: "string", metadata }), "here");
    expect(tables[0]?.columns[0]?.type).toEqual({ kind: "string" });
    const { problems } = writableTables(
      readStructType({ type: "struct", fields: [{ name: long, type: long }] }, name),
      () => ({}),
    );
    expect(problems.map(({ code }) => code)).toEqual(["COLUMN_NAME", "UNSUPPORTED_TYPE"]);
    for (const { column: path, message } of problems) {
      expect((path ?? "").length + message.length).toBeLessThan(1000);
    }
  });
});
