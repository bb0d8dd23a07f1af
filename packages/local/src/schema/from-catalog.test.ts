import { describe, expect, it } from "vitest";
import { array, map, struct } from "../testing/schemas.js";
import { fromCatalog, TableDefinitionError } from "./from-catalog.js";
import type { DataType } from "./struct-type.js";

describe(fromCatalog, () => {
  it.each<[string, string, DataType]>([
    ["a field", '{"name":"c","type":"integer","nullable":true,"metadata":{}}', "integer"],
    ["a type name", '"long"', "long"],
    ["a type", '{"type":"array","elementType":"string","containsNull":true}', array("string")],
    ["a wrapped type name", '{"type":"string"}', "string"],
    ["a name in capitals", '"TIMESTAMP_NTZ"', "timestamp_ntz"],
    ["timestamp_ltz", '"timestamp_ltz"', "timestamp"],
    ["a decimal without digits", '"decimal"', "decimal(10,0)"],
    ["a decimal with a space", '"decimal(38, 18)"', "decimal(38,18)"],
    [
      "a map of structs",
      JSON.stringify(map("string", struct({ "!v": "date" }))),
      map("string", struct({ "!v": "date" })),
    ],
  ])("reads type_json that is %s", (_, type_json, want) => {
    const { schema } = fromCatalog(tableOf({ name: "c", type_json }));
    expect(schema).toEqual(struct({ c: want }));
  });

  it.each<[string, object, DataType]>([
    ["INT", {}, "integer"],
    ["LONG", { type_json: "" }, "long"],
    ["TIMESTAMP_NTZ", { type_json: "{}" }, "timestamp_ntz"],
    ["DECIMAL", { type_precision: 12, type_scale: 3 }, "decimal(12,3)"],
  ])("falls back on type_name %s when type_json is empty", (type_name, more, want) => {
    expect(fromCatalog(tableOf({ name: "c", type_name, ...more })).schema).toEqual(struct({ c: want }));
  });

  it("takes NOT NULL from the column or from its type, and the comment from either", () => {
    const typed = (more: object): string => JSON.stringify({ name: "x", type: "long", ...more });
    const { schema } = fromCatalog(
      tableOf(
        { name: "a", type_json: typed({ nullable: true }), nullable: false },
        { name: "b", type_json: typed({ nullable: false, metadata: { comment: "inner", other: 1 } }) },
        { name: "c", type_json: typed({ metadata: { comment: "inner" } }), comment: "outer" },
        { name: "d", type_json: '"long"' },
      ),
    );
    expect(schema.fields.map(({ name, nullable, metadata }) => [name, nullable, metadata])).toEqual([
      ["a", false, {}],
      ["b", false, { comment: "inner" }],
      ["c", true, { comment: "outer" }],
      ["d", true, {}],
    ]);
  });

  it.each([
    ["gapped positions", [7, 3, 5], ["b", "c", "a"]],
    ["the place in the file when a position is missing", [7, undefined, 5], ["a", "b", "c"]],
  ])("orders columns by %s", (_, positions, want) => {
    const columns = positions.map((position, i) => ({
      name: "abc".charAt(i),
      type_json: '"long"',
      position,
    }));
    expect(fromCatalog(tableOf(...columns)).schema.fields.map(({ name }) => name)).toEqual(want);
  });

  it("takes its name from full_name when the parts are missing", () => {
    const { name } = fromCatalog({ full_name: "a.b.c", columns: [{ name: "x", type_json: '"long"' }] });
    expect(name).toEqual({ catalog: "a", schema: "b", table: "c" });
  });

  it.each([
    ["in its name", '"string collate UNICODE_CI"'],
    ["in its metadata", '{"name":"c","type":"string","metadata":{"__COLLATIONS":{"c":"icu.UNICODE"}}}'],
  ])("takes a STRING with a collation %s as a STRING", (_, typeJson) => {
    const columns = [{ name: "c", type_json: typeJson }];
    const { schema } = fromCatalog({ full_name: "a.b.c", columns });
    expect(schema.fields).toEqual([{ name: "c", type: "string", nullable: true, metadata: {} }]);
  });

  it.each([
    ["variant", '"variant"', '"VARIANT" is not supported'],
    ["void", '"void"', '"VOID"'],
    ["char", '"char(3)"', '"CHAR(3)"'],
    ["varchar", '"varchar(10)"', '"VARCHAR(10)"'],
    ["an interval", '"interval day to second"', "INTERVAL DAY TO SECOND"],
    ["geometry", '"geometry(4326)"', "GEOMETRY(4326)"],
    ["a user-defined type", '{"type":"udt","class":"x"}', '"UDT"'],
    ["a name of Object's", '"constructor"', '"CONSTRUCTOR"'],
    [
      "varchar in the metadata",
      '{"name":"c","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(3)"}}',
      "CHAR or VARCHAR",
    ],
    [
      "a generated column",
      '{"name":"c","type":"long","metadata":{"delta.generationExpression":"1"}}',
      "generated",
    ],
    ["precision 39", '"decimal(39,0)"', "out of range"],
    ["a scale above the precision", '"decimal(5,6)"', "out of range"],
    ["a negative scale", '"decimal(5,-1)"', "not supported"],
    ["an empty struct", '{"type":"struct","fields":[]}', "at least one field"],
    ["a struct whose field has no name", '{"type":"struct","fields":[{"type":"long"}]}', "no name"],
    ["twins in a struct", JSON.stringify(struct({ a: "long", A: "long" })), 'differs from column "a"'],
    ["a bad name in a struct", JSON.stringify(struct({ "a b": "long" })), 'column c."a b"'],
    [
      "bad elements",
      '{"type":"array","elementType":{"type":"map","keyType":"string","valueType":"void"}}',
      "column c.element.value",
    ],
    ["no JSON", "{", "is not JSON"],
    ["a type that has no text", '{"type":{"toString":1}}', "is not supported"],
    ["a number", "7", "type 7 is not a type"],
    ["null", "null", "type null is not a type"],
    [
      "200 levels",
      `${'{"type":"array","elementType":'.repeat(200)}"long"${"}".repeat(200)}`,
      "deeper than 100",
    ],
    ["100,000 levels", "[".repeat(100_000), "is not JSON"],
  ])("refuses %s by name", (_, type_json, why) => {
    expect(problemsOf(tableOf({ name: "c", type_json }))).toEqual([expect.stringContaining(why)]);
  });

  it.each([
    ["STRUCT", "alone does not tell the type"],
    [undefined, "alone does not tell the type"],
    [{ toString: 1, valueOf: 1 }, "alone does not tell the type"],
    ["VARIANT", '"VARIANT" is not supported'],
    ["constructor", '"CONSTRUCTOR" is not supported'],
  ])("refuses type_name %s without type_json", (type_name, why) => {
    expect(problemsOf(tableOf({ name: "c", type_name }))).toEqual([expect.stringContaining(why)]);
  });

  it.each<[string, unknown, string]>([
    ["no object", 7, "it has no name"],
    ["no columns", { ...tableOf(), columns: [] }, "no columns"],
    ["a column without a name", tableOf({ type_json: '"long"' }), "a column has no name"],
    ["a view", { ...tableOf({ name: "c", type_json: '"long"' }), table_type: "VIEW" }, "MANAGED tables"],
    [
      "another format",
      { ...tableOf({ name: "c", type_json: '"long"' }), data_source_format: "CSV" },
      "DELTA tables",
    ],
    [
      "a hostile name",
      { ...tableOf({ name: "c", type_json: '"long"' }), schema_name: "../.." },
      "schema name",
    ],
    [
      "2001 columns",
      tableOf(...Array.from({ length: 2001 }, (_, i) => ({ name: `c${i}`, type_json: '"long"' }))),
      "2001 columns",
    ],
  ])("refuses a table with %s", (_, json, why) => {
    expect(problemsOf(json)).toContainEqual(expect.stringContaining(why));
  });

  it("tells every problem of a table at once", () => {
    const json = tableOf(
      { name: "a", type_json: '"variant"' },
      { name: "with space", type_json: '"long"' },
      { name: "B", type_json: '"void"' },
      { name: "b", type_json: '"long"' },
    );
    expect(problemsOf({ ...json, table_type: "VIEW", name: "x y" }).length).toBe(6);
    expect(() => fromCatalog(json)).toThrow("table main.s.t cannot be created here:\n  - ");
  });
});

function tableOf(...columns: readonly object[]): object {
  return { name: "t", catalog_name: "main", schema_name: "s", columns };
}

function problemsOf(json: unknown): readonly string[] {
  try {
    fromCatalog(json);
  } catch (error) {
    if (error instanceof TableDefinitionError) return error.problems;
    throw error;
  }
  return [];
}
