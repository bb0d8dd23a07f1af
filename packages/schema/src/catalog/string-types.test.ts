import { expect, test } from "vitest";
import type { ColumnType, Field } from "../table/table-schema.js";
import { withStringTypes } from "./string-types.js";

const string: ColumnType = { kind: "string" };

function field(name: string, type: ColumnType): Field {
  return { name, number: 7, type, nullable: false, comment: "kept" };
}

function array(element: ColumnType): ColumnType {
  return { kind: "array", element, elementNullable: false };
}

function map(key: ColumnType, value: ColumnType): ColumnType {
  return { kind: "map", key, value, valueNullable: false };
}

test.each<[ColumnType, string, ColumnType]>([
  [string, "varchar(10)", { kind: "varchar", length: 10 }],
  [string, "CHAR( 3 )", { kind: "char", length: 3 }],
  [string, "string collate UNICODE_CI", { kind: "string", collation: "UNICODE_CI" }],
  [array(string), "array<char(3)>", array({ kind: "char", length: 3 })],
  [
    map(string, string),
    "map<varchar(1),string collate X>",
    map({ kind: "varchar", length: 1 }, { kind: "string", collation: "X" }),
  ],
  [
    { kind: "struct", fields: [field("a", string), field("b", array(string)), field("d", { kind: "int" })] },
    "struct<a:string,b:array<varchar(2)>,d:char(1)>",
    {
      kind: "struct",
      fields: [
        field("a", string),
        field("b", array({ kind: "varchar", length: 2 })),
        field("d", { kind: "int" }),
      ],
    },
  ],
])("gives %j what %j says of its strings, and nothing else", (type, text, want) => {
  expect(withStringTypes(type, text)).toEqual(want);
});

const collated: ColumnType = { kind: "string", collation: "UNICODE" };
const struct: ColumnType = { kind: "struct", fields: [field("char (3)<:int", string)] };

test.each<[ColumnType, unknown]>([
  [string, undefined],
  [string, null],
  [string, 5],
  [string, "varchar(10"],
  [string, "bigint"],
  [string, "varchar(x)"],
  [string, "array<varchar(3)>"],
  [{ kind: "binary" }, "varchar(10)"],
  [{ kind: "char", length: 2 }, "varchar(10)"],
  [collated, "string collate OTHER"],
  [array(string), "map<varchar(1),varchar(1)>"],
  [struct, "struct<char (3)<:int:varchar(3)>"],
  [struct, "struct<a:varchar(3)>"],
  [struct, "struct<a:varchar(3),b:varchar(3)>"],
])("leaves %j as it is when the text is %j", (type, text) => {
  expect(withStringTypes(type, text)).toEqual(type);
});
