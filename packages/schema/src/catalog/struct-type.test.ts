import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sqlType } from "../table/sql-type.js";
import { readStructType } from "./struct-type.js";

const name = { catalog: "main", schema: "shop", table: "orders" };

const struct = {
  type: "struct",
  fields: [
    { name: "id", type: "long", nullable: false, metadata: { comment: "Ours." } },
    { name: "day", type: "date", nullable: true, metadata: {} },
    {
      name: "code",
      type: "string",
      nullable: true,
      metadata: { __CHAR_VARCHAR_TYPE_STRING: "char(3)", "delta.columnMapping.id": 3 },
    },
  ],
};

const columns = [
  { name: "id", number: 1, type: { kind: "bigint" }, nullable: false, comment: "Ours." },
  { name: "day", number: 2, type: { kind: "date" }, nullable: true },
  { name: "code", number: 3, type: { kind: "char", length: 3 }, nullable: true, mappingId: 3 },
];

const metaData = {
  id: "5b2c",
  name: null,
  description: "What customers ordered.",
  format: { provider: "parquet", options: {} },
  schemaString: JSON.stringify(struct),
  partitionColumns: ["day"],
  configuration: { "delta.constraints.positive": "id > 0" },
};

describe("readStructType", () => {
  test("reads a StructType, numbered in the order of its fields", () => {
    expect(readStructType(struct, name)).toEqual({ tables: [{ name, columns }], problems: [] });
  });

  test.each([
    ["an action of a log", { metaData }],
    ["the action alone", metaData],
    ["a schema that is no string", { ...metaData, schemaString: struct }],
  ])("reads %s with what it says of the table", (_, json) => {
    const facts = { checks: ["positive"], partitionedBy: ["day"] };
    const table = { name, comment: "What customers ordered.", columns, facts };
    expect(readStructType(json, name)).toEqual({ tables: [table], problems: [] });
  });

  test("reads what cannot be written, too", () => {
    const fields = [
      { name: "a b", type: "void" },
      { name: "A B", type: { type: "udt", class: "x.Y" } },
    ];
    const { tables, problems } = readStructType({ type: "struct", fields }, name);
    expect(problems).toEqual([]);
    expect(tables[0]?.columns.map((column) => `${column.name} ${sqlType(column.type)}`)).toEqual([
      "a b void",
      "A B udt(x.Y)",
    ]);
  });

  test.each<[unknown, string]>([
    [null, "it is null"],
    [[], "it is a list"],
    ["struct", "it is a string"],
    [{}, "it is an object"],
    [{ type: "struct" }, "it is an object"],
    [{ type: "array", fields: [] }, "it is an object"],
    [{ metaData: {} }, "in schemaString, but it is nothing"],
    [{ schemaString: "{" }, "in schemaString, but it is nothing"],
    [{ schemaString: null }, "in schemaString, but it is null"],
    [{ schemaString: "[]" }, "in schemaString, but it is a list"],
  ])("refuses %j by the name of the table", (json, message) => {
    const { tables, problems } = readStructType(json, name);
    expect(tables).toEqual([]);
    expect(problems).toMatchObject([{ code: "MALFORMED", table: "main.shop.orders", severity: "error" }]);
    expect(problems[0]?.message).toContain(message);
  });

  test("reports all fields that are none", () => {
    const { tables, problems } = readStructType(
      { type: "struct", fields: [null, { name: 5 }, { name: "c", type: [] }, struct.fields[0]] },
      name,
    );
    expect(tables).toEqual([]);
    expect(problems.map(({ column, message }) => `${column}: ${message}`)).toEqual([
      "undefined: field 1 of the StructType has no name",
      "undefined: field 2 of the StructType has no name",
      "c: a type should stand here, but it is a list",
    ]);
  });

  test("never throws", () => {
    const json = fc.oneof(
      fc.jsonValue(),
      fc.record({ type: fc.constant("struct"), fields: fc.jsonValue() }),
      fc.record({ schemaString: fc.oneof(fc.json(), fc.jsonValue()), partitionColumns: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(json, (value) => {
        readStructType(value, name);
      }),
    );
  });
});
