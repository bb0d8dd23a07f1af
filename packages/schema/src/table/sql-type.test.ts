import { expect, test } from "vitest";
import { sqlType } from "./sql-type.js";
import type { ColumnType } from "./table-schema.js";

const item: ColumnType = {
  kind: "struct",
  fields: [
    { name: "sku", number: 1, type: { kind: "string" }, nullable: false },
    { name: "quantity", number: 2, type: { kind: "int" }, nullable: true, comment: "not in the type" },
  ],
};

test.each<[ColumnType, string]>([
  [{ kind: "boolean" }, "BOOLEAN"],
  [{ kind: "tinyint" }, "TINYINT"],
  [{ kind: "timestamp_ntz" }, "TIMESTAMP_NTZ"],
  [{ kind: "decimal", precision: 18, scale: 2 }, "DECIMAL(18,2)"],
  [item, "STRUCT<sku: STRING NOT NULL, quantity: INT>"],
  [
    { kind: "array", element: item, elementNullable: true },
    "ARRAY<STRUCT<sku: STRING NOT NULL, quantity: INT>>",
  ],
  [
    { kind: "map", key: { kind: "string" }, value: { kind: "double" }, valueNullable: true },
    "MAP<STRING, DOUBLE>",
  ],
  [{ kind: "variant" }, "VARIANT"],
  [{ kind: "string" }, "STRING"],
  [{ kind: "string", collation: "UNICODE_CI" }, "STRING COLLATE UNICODE_CI"],
  [{ kind: "varchar", length: 10 }, "VARCHAR(10)"],
  [{ kind: "char", length: 3 }, "CHAR(3)"],
  [{ kind: "unsupported", sql: "interval day to second" }, "interval day to second"],
  [{ kind: "unsupported", sql: "\u001b[2J\n" }, "?[2J?"],
  [
    {
      kind: "struct",
      fields: ["a b", "x`,y:", "\u001b[2J", "1st", "é"].map((name, index) => ({
        name,
        number: index + 1,
        type: { kind: "int" },
        nullable: true,
      })),
    },
    "STRUCT<`a b`: INT, `x``,y:`: INT, `\\u001b[2J`: INT, `1st`: INT, `\\u00e9`: INT>",
  ],
])("writes $kind as %s", (type, want) => {
  expect(sqlType(type)).toBe(want);
});
