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
])("writes $kind as %s", (type, want) => {
  expect(sqlType(type)).toBe(want);
});
