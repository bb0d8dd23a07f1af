import { describe, expect, test } from "vitest";
import type { Finding } from "../table/problem.js";
import type { ColumnType } from "../table/table-schema.js";
import { parseScalarType } from "./scalar-type.js";

function parse(text: string): { readonly type: ColumnType; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  return { type: parseScalarType(text, "c", (finding) => findings.push(finding)), findings };
}

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
    ["string collate UNICODE_CI", { kind: "string" }],
    ["STRING COLLATE system.builtin.x", { kind: "string" }],
    ["binary", { kind: "binary" }],
    ["date", { kind: "date" }],
    ["timestamp", { kind: "timestamp" }],
    ["timestamp_ltz", { kind: "timestamp" }],
    ["TIMESTAMP_NTZ", { kind: "timestamp_ntz" }],
    ["decimal", { kind: "decimal", precision: 10, scale: 0 }],
    ["decimal(5)", { kind: "decimal", precision: 5, scale: 0 }],
    ["Decimal( 10 , 2 )", { kind: "decimal", precision: 10, scale: 2 }],
    ["decimal(99,-1)", { kind: "decimal", precision: 99, scale: -1 }],
  ])("reads %j", (text, want) => {
    expect(parse(text)).toEqual({ type: want, findings: [] });
  });

  test.each([
    ["variant", "VARIANT"],
    ["char(3)", "CHAR"],
    ["varchar(10)", "VARCHAR"],
    ["interval day to second", "INTERVAL"],
    ["INTERVAL", "INTERVAL"],
    ["void", "VOID"],
    ["NULL", "VOID"],
    ["geometry(4326)", "GEOMETRY"],
    ["geography(OGC:CRS84, SPHERICAL)", "GEOGRAPHY"],
    ["object", "OBJECT"],
    ["USER_DEFINED_TYPE", "UDT"],
    ["udt", "UDT"],
    ["TABLE_TYPE", "TABLE_TYPE"],
    ["constructor", "constructor"],
    ["int(4)", '"int(4)"'],
    ["int collate X", '"int collate X"'],
    ["decimal(a,b)", '"decimal(a,b)"'],
    ["", '""'],
    ["\u001b[2J", "\\u001b[2J"],
  ])("refuses %j by its name, with a mend", (text, name) => {
    const { type, findings } = parse(text);
    expect(type).toEqual({ kind: "string" });
    expect(findings).toEqual([
      {
        code: "UNSUPPORTED_TYPE",
        column: "c",
        message: expect.stringContaining(name),
        hint: expect.any(String),
      },
    ]);
  });
});
