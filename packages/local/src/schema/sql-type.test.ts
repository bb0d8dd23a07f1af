import { describe, expect, it } from "vitest";
import { array, map, struct } from "../testing/schemas.js";
import { sqlType } from "./sql-type.js";
import type { DataType } from "./struct-type.js";

describe(sqlType, () => {
  it.each<[DataType, string]>([
    ["byte", "tinyint"],
    ["short", "smallint"],
    ["integer", "int"],
    ["long", "bigint"],
    ["timestamp_ntz", "timestamp_ntz"],
    ["decimal(10,2)", "decimal(10,2)"],
    [array(map("string", "date")), "array<map<string,date>>"],
    [struct({ "!a": "long", b: struct({ c: "binary" }) }), "struct<a:bigint,b:struct<c:binary>>"],
  ])("spells %j as %s", (type, want) => {
    expect(sqlType(type)).toBe(want);
  });
});
