import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldNumberAt } from "../table/field-number.js";
import type { ColumnType, Field, ScalarKind } from "../table/table-schema.js";
import { structTypeJson, typeJson } from "./spark-json.js";
import { readStructType } from "./struct-type.js";
import { parseTypeJson } from "./type-json.js";

const name = { catalog: "main", schema: "shop", table: "orders" };

describe("typeJson", () => {
  test.each<[ColumnType, unknown]>([
    [{ kind: "tinyint" }, "byte"],
    [{ kind: "smallint" }, "short"],
    [{ kind: "int" }, "integer"],
    [{ kind: "bigint" }, "long"],
    [{ kind: "timestamp_ntz" }, "timestamp_ntz"],
    [{ kind: "string" }, "string"],
    [{ kind: "string", collation: "UNICODE_CI" }, "string collate UNICODE_CI"],
    [{ kind: "varchar", length: 20 }, "varchar(20)"],
    [{ kind: "char", length: 3 }, "char(3)"],
    [{ kind: "decimal", precision: 10, scale: 2 }, "decimal(10,2)"],
    [{ kind: "unsupported", sql: "interval day to second" }, "interval day to second"],
    [
      { kind: "array", element: { kind: "variant" }, elementNullable: false },
      { type: "array", elementType: "variant", containsNull: false },
    ],
    [
      { kind: "map", key: { kind: "string" }, value: { kind: "int" }, valueNullable: true },
      { type: "map", keyType: "string", valueType: "integer", valueContainsNull: true },
    ],
  ])("spells %j as Spark does", (type, want) => {
    expect(typeJson(type)).toEqual(want);
  });

  test("is read back as the same type, whatever it is", () => {
    fc.assert(
      fc.property(types, (type) => {
        const findings: unknown[] = [];
        const json: unknown = JSON.parse(JSON.stringify(typeJson(type)));
        expect(parseTypeJson(json, "c", (finding) => findings.push(finding))).toEqual(type);
        expect(findings).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("structTypeJson", () => {
  test("says what it knows of a field, and the number only where the order does not", () => {
    const columns: readonly Field[] = [
      { name: "id", number: 1, type: { kind: "bigint" }, nullable: false, comment: "Ours.", mappingId: 4 },
      { name: "x", number: 7, type: { kind: "int" }, nullable: true, computed: "default", isMasked: true },
    ];
    expect(structTypeJson({ columns })).toEqual({
      type: "struct",
      fields: [
        {
          name: "id",
          type: "long",
          nullable: false,
          metadata: { comment: "Ours.", "delta.columnMapping.id": 4 },
        },
        {
          name: "x",
          type: "integer",
          nullable: true,
          metadata: { "zerobus.number": 7, "zerobus.computed": "default", "zerobus.masked": true },
        },
      ],
    });
  });

  test("is read back as the same columns, whatever they are", () => {
    fc.assert(
      fc.property(fields, (columns) => {
        const json: unknown = JSON.parse(JSON.stringify(structTypeJson({ columns })));
        expect(readStructType(json, name)).toEqual({ tables: [{ name, columns }], problems: [] });
      }),
      { numRuns: 500 },
    );
  });
});

const scalar = fc.constantFrom<ScalarKind>(
  "boolean",
  "tinyint",
  "smallint",
  "int",
  "bigint",
  "float",
  "double",
  "binary",
  "date",
  "timestamp",
  "timestamp_ntz",
  "variant",
);

/** Names that mean something to JSON, to JavaScript or to us, and any others. */
const fieldName = fc.oneof(
  fc.constantFrom("__proto__", "type", "fields", "metadata", "name", "toString", "", "a.b", "`", "a b", "列"),
  fc.string({ unit: "binary" }),
);

const { types, fields } = fc.letrec<{ types: ColumnType; fields: Field[] }>((tie) => ({
  types: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    scalar.map((kind): ColumnType => ({ kind })),
    fc.constant<ColumnType>({ kind: "string" }),
    fc.record({ kind: fc.constant("string"), collation: fc.stringMatching(/^[\w.]{1,200}$/) }),
    fc.record({
      kind: fc.constantFrom("char", "varchar"),
      length: fc.integer({ min: 1, max: 9_999_999_999 }),
    }),
    fc.record({
      kind: fc.constant("decimal"),
      precision: fc.nat(99),
      scale: fc.integer({ min: -9, max: 99 }),
    }),
    fc.record({
      kind: fc.constant("unsupported"),
      sql: fc.constantFrom(
        "void",
        "interval day to second",
        "geometry(4326)",
        "udt(a.B)",
        "structs",
        "列\u0000",
        "",
      ),
    }),
    fc.record({ kind: fc.constant("array"), element: tie("types"), elementNullable: fc.boolean() }),
    fc.record({
      kind: fc.constant("map"),
      key: tie("types"),
      value: tie("types"),
      valueNullable: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("struct"), fields: tie("fields") }),
  ),
  fields: fc
    .array(
      fc.record(
        {
          name: fieldName,
          number: fc.nat(2 ** 29),
          type: tie("types"),
          nullable: fc.boolean(),
          comment: fc.string({ unit: "binary", minLength: 1 }),
          computed: fc.constantFrom("default", "generated", "identity"),
          isMasked: fc.constant(true),
          mappingId: fc.nat(),
        },
        { requiredKeys: ["name", "type", "nullable"] },
      ),
      { maxLength: 5 },
    )
    .map((found) => found.map((field, index) => ({ number: fieldNumberAt(index), ...field }))),
}));
