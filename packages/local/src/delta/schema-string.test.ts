import { expect, test } from "vitest";
import { formatSchema, readSchema } from "./schema-string.js";

const field = (name: string, type: unknown): unknown => ({ name, type, nullable: true, metadata: {} });
const struct = (...fields: unknown[]): unknown => ({ type: "struct", fields });
const array = (elementType: unknown): unknown => ({ type: "array", elementType, containsNull: true });

test("a schema survives its own text", () => {
  const map = { type: "map", keyType: "date", valueType: array("decimal(38,38)"), valueContainsNull: false };
  const inner = { name: "x", type: "byte", nullable: false, metadata: { comment: 'say "hi"' } };
  const { schema, problems } = readSchema(
    struct(field("a", "long"), field("m", map), field("s", struct(inner))),
  );
  expect(problems).toBeUndefined();
  expect(schema && readSchema(JSON.parse(formatSchema(schema))).schema).toEqual(schema);
  expect(schema?.fields.map(({ name }) => name)).toEqual(["a", "m", "s"]);
});

test.each([
  ["void", field("v", "void"), 'column v: type "void" is not supported'],
  [
    "interval array",
    field("v", array("interval year")),
    'column v.element: type "interval year" is not supported',
  ],
  [
    "variant as a key",
    field("v", { type: "map", keyType: "variant", valueType: "long" }),
    "column v: the key of a MAP cannot be a VARIANT",
  ],
  [
    "declared type of another shape",
    { name: "v", type: array("string"), metadata: { __CHAR_VARCHAR_TYPE_STRING: "array<array<char(3)>>" } },
    'field "v" was declared as "array<array<char(3)>>", which it is not',
  ],
  ["interval", field("v", "interval day"), 'column v: type "interval day" is not supported'],
  ["user-defined type", field("v", { type: "udt" }), 'column v: type "udt" is not supported'],
  ["no type", field("v", null), "column v: type null is not a type"],
  [
    "wide decimal",
    field("v", "decimal(39,0)"),
    "column v: decimal(39,0) is out of range: precision is 1..38, scale 0..precision",
  ],
  [
    "scale above precision",
    field("v", "decimal(2,3)"),
    "column v: decimal(2,3) is out of range: precision is 1..38, scale 0..precision",
  ],
  [
    "negative scale",
    field("v", "decimal(2,-1)"),
    "column v: decimal(2,-1) is out of range: precision is 1..38, scale 0..precision",
  ],
  ["empty struct", field("v", struct()), "column v: a struct without fields cannot be stored"],
  ["nameless field", { type: "long" }, 'field {"type":"long"} has no name'],
])("%s is refused by name", (_, wrong, problem) => {
  expect(readSchema(struct(field("id", "long"), wrong)).problems).toEqual([problem]);
});

test("VARCHAR and CHAR are STRINGs in it, and the column's metadata tells what was declared", () => {
  const limited = { name: "x.y", type: "varchar(3)", nullable: true, metadata: { comment: "c" } };
  const map = { type: "map", keyType: "char(2)", valueType: array(struct(limited)), valueContainsNull: true };
  const { schema } = readSchema(struct(field("v", "varchar(10)"), field("m", map), field("s", "string")));
  const stored = JSON.parse(schema === undefined ? "" : formatSchema(schema));
  const plain = { ...limited, type: "string" };
  expect(stored.fields).toEqual([
    { ...Object(field("v", "string")), metadata: { __CHAR_VARCHAR_TYPE_STRING: "varchar(10)" } },
    {
      ...Object(field("m", { ...map, keyType: "string", valueType: array(struct(plain)) })),
      metadata: { __CHAR_VARCHAR_TYPE_STRING: "map<char(2),array<struct<x.y:varchar(3)>>>" },
    },
    field("s", "string"),
  ]);
  expect(readSchema(stored).schema).toEqual(schema);
});

test("all problems are reported at once", () => {
  const wrong = struct(field("A", "void"), field("b", struct(field("c", "char(0)"))), field("a", "long"));
  expect(readSchema(wrong).problems).toEqual([
    'column A: type "void" is not supported',
    'column b.c: type "char(0)" is not supported',
    'fields "A" and "a" differ at most in case',
  ]);
});

test.each([["long"], [array("long")], [null], ["{"], [struct()]])("%j is not a table's schema", (json) => {
  expect(readSchema(json).problems).toHaveLength(1);
});
