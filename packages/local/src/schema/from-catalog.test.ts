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
    ["varchar", '"varchar(10)"', "varchar(10)"],
    ["char in capitals", '"CHAR( 3 )"', "char(3)"],
    ["a variant", '{"type":"array","elementType":"variant"}', array("variant")],
    [
      "varchar in the metadata",
      '{"name":"c","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(3)"}}',
      "varchar(3)",
    ],
    [
      "varchar and char inside, in the metadata of the column",
      JSON.stringify({
        name: "c",
        type: map("string", struct({ ab: array("string"), d: "decimal(10,2)" })),
        metadata: {
          __CHAR_VARCHAR_TYPE_STRING: "map<char(2),struct<ab:array<varchar(3)>,d:decimal(10,2)>>",
        },
      }),
      map("char(2)", struct({ ab: array("varchar(3)"), d: "decimal(10,2)" })),
    ],
    [
      "varchar in the metadata of a member",
      '{"type":"struct","fields":[{"name":"a","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(3)"}}]}',
      struct({ a: "varchar(3)" }),
    ],
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
    ["VARIANT", {}, "variant"],
    ["STRING", { type_text: "varchar(7)" }, "varchar(7)"],
    ["CHAR", { type_text: "CHAR(7)" }, "char(7)"],
    ["STRING", { type_json: '"string"', type_text: "varchar(7)" }, "varchar(7)"],
    [
      "ARRAY",
      { type_json: JSON.stringify(array("string")), type_text: "array<varchar(7)>" },
      array("varchar(7)"),
    ],
  ])("falls back on type_name %s when type_json is empty", (type_name, more, want) => {
    expect(fromCatalog(tableOf({ name: "c", type_name, ...more })).schema).toEqual(struct({ c: want }));
  });

  it("keeps collations where Spark has them, at any depth", () => {
    const fields = [{ name: "x", type: "string collate de", nullable: true, metadata: {} }];
    const json = map("string", { type: "struct", fields: [] });
    const { schema } = fromCatalog(
      tableOf(
        { name: "a", type_json: '"string collate UTF8_LCASE"' },
        {
          name: "b",
          type_json: '{"name":"b","type":"string","metadata":{"__COLLATIONS":{"b":"icu.UNICODE"}}}',
        },
        {
          name: "c",
          type_json: JSON.stringify({
            ...Object(json),
            keyType: "string collate UNICODE_CI",
            valueType: { type: "struct", fields },
          }),
        },
      ),
    );
    const [a, b, c] = schema.fields;
    expect(a).toEqual({ ...a, type: "string", metadata: { __COLLATIONS: { a: "spark.UTF8_LCASE" } } });
    expect(b).toEqual({ ...b, type: "string", metadata: { __COLLATIONS: { b: "icu.UNICODE" } } });
    expect(c?.metadata).toEqual({ __COLLATIONS: { "c.key": "icu.UNICODE_CI" } });
    expect(JSON.stringify(c?.type)).toContain('"metadata":{"__COLLATIONS":{"x":"icu.DE"}}');
  });

  it("keeps columns apart that no row can have a value of, and members of structs", () => {
    const inner = { ...Object(struct({ "!y": "interval day" as DataType, z: "long" })) };
    const { schema, unsupported } = fromCatalog(
      tableOf(
        { name: "id", type_json: '"long"' },
        { name: "i", type_json: '"interval day to second"' },
        { name: "a b", type_json: '"long"', nullable: false },
        { name: "s", type_json: JSON.stringify(array(inner)) },
        { name: "u", type_json: '{"type":"array","elementType":{"type":"udt","class":"x"}}' },
        { name: "k", type_json: JSON.stringify(map("variant", "long")) },
        { name: "g", type_json: '{"name":"g","type":"long","metadata":{"delta.identity.start":1}}' },
        { name: "n", type_name: "NEW_TYPE" },
      ),
    );
    expect(schema).toEqual(struct({ id: "long", s: array(struct({ z: "long" })) }));
    expect(unsupported.map(({ prefix, name, nullable }) => [prefix, name, nullable])).toEqual([
      ["", "i", true],
      ["", "a b", false],
      ["s.element.", "y", false],
      ["", "u", true],
      ["", "k", true],
      ["", "g", true],
      ["", "n", true],
    ]);
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
    ["void", '"void"', '"VOID"'],
    ["char without a length", '"char"', "has no length"],
    ["varchar(0)", '"varchar(0)"', "has no length"],
    ["an interval", '"interval day to second"', "INTERVAL DAY TO SECOND"],
    ["geometry", '"geometry(4326)"', "GEOMETRY(4326)"],
    ["a user-defined type", '{"type":"udt","class":"x"}', '"UDT"'],
    ["a name of Object's", '"constructor"', '"CONSTRUCTOR"'],
    [
      "another type in the metadata",
      '{"name":"c","type":"string","metadata":{"__CHAR_VARCHAR_TYPE_STRING":"array<varchar(3)>"}}',
      'declared as "array<varchar(3)>"',
    ],
    [
      "a generated column",
      '{"name":"c","type":"long","metadata":{"delta.generationExpression":"1"}}',
      "generated",
    ],
    ["precision 39", '"decimal(39,0)"', "out of range"],
    ["a scale above the precision", '"decimal(5,6)"', "out of range"],
    ["a negative scale", '"decimal(5,-1)"', "out of range"],
    ["an empty struct", '{"type":"struct","fields":[]}', "at least one field"],
    ["a struct whose field has no name", '{"type":"struct","fields":[{"type":"long"}]}', "no name"],
    ["twins in a struct", JSON.stringify(struct({ a: "long", A: "long" })), 'differs from column "a"'],
    ["a bad name alone in a struct", JSON.stringify(struct({ "a b": "long" })), "no field of the STRUCT"],
    [
      "bad elements",
      '{"type":"array","elementType":{"type":"map","keyType":"string","valueType":"void"}}',
      'column c: type "VOID"',
    ],
    ["no JSON", "{", "is not JSON"],
    ["a type that has no text", '{"type":{"toString":1}}', "is not a type"],
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
    ["CHAR", "alone does not tell the type"],
    ["constructor", '"CONSTRUCTOR" cannot be ingested'],
  ])("refuses type_name %s without type_json", (type_name, why) => {
    expect(problemsOf(tableOf({ name: "c", type_name }))).toEqual([expect.stringContaining(why)]);
  });

  it.each<[string, unknown, string]>([
    ["no object", 7, "it has no name"],
    ["no columns", { ...tableOf(), columns: [] }, "no columns"],
    ["a column without a name", tableOf({ type_json: '"long"' }), "a column has no name"],
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

  it("takes what is no table that can be written, since the catalog has that too", () => {
    const view = { ...tableOf({ name: "c", type_json: '"long"' }), table_type: "VIEW" };
    expect(fromCatalog(view)).toMatchObject({
      info: { table_type: "VIEW" },
      schema: { fields: [{ name: "c" }] },
    });
  });

  it("tells every problem of a table at once", () => {
    const json = tableOf(
      { name: "a", type_json: '"char"' },
      { name: "d", type_json: '"decimal(0,0)"' },
      { name: "B", type_json: "{" },
      { name: "b", type_json: '"long"' },
    );
    expect(problemsOf({ ...json, name: "x y" }).length).toBe(5);
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
