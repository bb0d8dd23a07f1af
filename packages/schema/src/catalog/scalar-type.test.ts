import { describe, expect, test } from "vitest";
import type { ColumnType } from "../table/table-schema.js";
import { parseScalarType } from "./scalar-type.js";

describe("parseScalarType", () => {
  test.each<[string, ColumnType]>([
    ["boolean", { kind: "boolean" }],
    ["BYTE", { kind: "tinyint" }],
    ["tinyint", { kind: "tinyint" }],
    ["SHORT", { kind: "smallint" }],
    ["integer", { kind: "int" }],
    ["INT", { kind: "int" }],
    ["long", { kind: "bigint" }],
    ["Float", { kind: "float" }],
    ["real", { kind: "float" }],
    ["double", { kind: "double" }],
    [" string ", { kind: "string" }],
    ["string collate UNICODE_CI", { kind: "string", collation: "UNICODE_CI" }],
    ["STRING COLLATE system.builtin.x", { kind: "string", collation: "system.builtin.x" }],
    ["binary", { kind: "binary" }],
    ["date", { kind: "date" }],
    ["timestamp", { kind: "timestamp" }],
    ["timestamp_ltz", { kind: "timestamp" }],
    ["TIMESTAMP_NTZ", { kind: "timestamp_ntz" }],
    ["decimal", { kind: "decimal", precision: 10, scale: 0 }],
    ["decimal(5)", { kind: "decimal", precision: 5, scale: 0 }],
    ["Decimal( 10 , 2 )", { kind: "decimal", precision: 10, scale: 2 }],
    ["variant", { kind: "variant" }],
    ["VARIANT", { kind: "variant" }],
    ["char(3)", { kind: "char", length: 3 }],
    ["VarChar( 10 )", { kind: "varchar", length: 10 }],
    ["varchar(0)", { kind: "varchar", length: 0 }],
    ["decimal(99,-1)", { kind: "decimal", precision: 99, scale: -1 }],
  ])("reads %j", (text, want) => {
    expect(parseScalarType(text)).toEqual(want);
  });

  test.each([
    "char",
    "varchar",
    "varchar()",
    "varchar(a)",
    "char(1,2)",
    "char(3) x",
    "interval day to second",
    "INTERVAL",
    "void",
    "NULL",
    "geometry(4326)",
    "geography(OGC:CRS84, SPHERICAL)",
    "object",
    "USER_DEFINED_TYPE",
    "udt",
    "TABLE_TYPE",
    "constructor",
    "__proto__",
    "int(4)",
    "int collate X",
    "string collate",
    "string collate a b",
    "string(5)",
    "variant(1)",
    "decimal(a,b)",
    "decimal(5,-0)",
    "decimal(12345678901,0)",
    "varchar(12345678901)",
    "",
    "\u001b[2J",
  ])("keeps %j as unsupported, in its own words", (text) => {
    expect(parseScalarType(` ${text} `)).toEqual({ kind: "unsupported", sql: text });
  });

  test("keeps no more than 200 characters of what it does not know", () => {
    expect(parseScalarType("x".repeat(1_000_000))).toEqual({ kind: "unsupported", sql: "x".repeat(200) });
    const collation = `string collate ${"x".repeat(1_000_000)}`;
    expect(parseScalarType(collation)).toEqual({ kind: "unsupported", sql: collation.slice(0, 200) });
    expect(parseScalarType(`a${" ".repeat(250)}b`)).toEqual({ kind: "unsupported", sql: "a" });
  });
});
