import type { Field, TableSchema } from "@zerobus-gen/schema";
import { expect, test } from "vitest";
import { createTable } from "./create-table.js";
import { formatScript } from "./statement.js";

const name = { catalog: "main", schema: "shop", table: "orders" };
const column = (rest: Partial<Field>): Field => ({
  name: "x",
  number: 1,
  type: { kind: "string" },
  nullable: true,
  ...rest,
});
const create = (columns: readonly Field[], rest: Partial<TableSchema> = {}): string =>
  formatScript([createTable({ name, columns, ...rest })]);

test("writes every type, NOT NULL, comments, partitions", () => {
  const sql = create(
    [
      column({ name: "order_id", type: { kind: "bigint" }, nullable: false, comment: "the shop's own" }),
      column({ name: "total", type: { kind: "decimal", precision: 18, scale: 2 } }),
      column({ name: "code", type: { kind: "char", length: 3 } }),
      column({ name: "city", type: { kind: "string", collation: "icu.UNICODE_CI" } }),
      column({ name: "at", type: { kind: "timestamp_ntz" }, nullable: false }),
      column({ name: "extra", type: { kind: "variant" } }),
      column({
        name: "buyer",
        type: {
          kind: "struct",
          fields: [
            column({ name: "name", nullable: false, comment: "as on the card" }),
            column({ name: "order", type: { kind: "varchar", length: 10 } }),
          ],
        },
      }),
      column({
        name: "tags",
        type: { kind: "map", key: { kind: "string" }, value: { kind: "double" }, valueNullable: true },
      }),
    ],
    { comment: "what was bought", facts: { kind: "MANAGED", partitionedBy: ["at"] } },
  );
  expect(sql).toBe(`CREATE TABLE main.shop.orders (
  order_id BIGINT NOT NULL COMMENT 'the shop\\'s own',
  total DECIMAL(18,2),
  code CHAR(3),
  city STRING COLLATE UNICODE_CI,
  \`at\` TIMESTAMP_NTZ NOT NULL,
  extra VARIANT,
  buyer STRUCT<name: STRING NOT NULL COMMENT 'as on the card', \`order\`: VARCHAR(10)>,
  tags MAP<STRING, DOUBLE>
)
USING DELTA
PARTITIONED BY (\`at\`)
COMMENT 'what was bought';`);
});

test("says what it leaves out, and what is for somebody else to add", () => {
  const item = { kind: "struct" as const, fields: [column({ name: "sku", nullable: false })] };
  const sql = create(
    [
      column({ name: "id", computed: "identity", isMasked: true }),
      column({ name: "items", type: { kind: "array", element: item, elementNullable: true } }),
      column({ name: "gap", type: { kind: "unsupported", sql: "interval day to second" } }),
      column({ name: "odd", type: { kind: "unsupported", sql: "int); DROP TABLE t; --" } }),
      column({ name: "a\nb" }),
      column({ name: "none", type: { kind: "struct", fields: [] } }),
    ],
    { facts: { kind: "VIEW", checks: ["positive"], primaryKey: ["id"], hasRowFilter: true } },
  );
  expect(sql).toBe(`-- main.shop.orders is of kind VIEW; this creates a managed table
-- PRIMARY KEY (id): not enforced, and not created here
-- CHECK constraints not created here, their conditions are not known: positive
-- the table has a row filter, which is not created here
-- id is filled by the table (identity); the expression is not known here: add it
-- id has a column mask, which is not created here
-- items.element.sku is NOT NULL; Delta takes that in no ARRAY and no MAP, so it is nullable here
-- gap: Zerobus does not write this type
-- odd is left out: "int); DROP TABLE t; --" is no type that can be written here
-- "a\\nb" is left out: SQL has no way to write the name "a\\nb"
-- none is left out: a STRUCT without fields cannot be stored
CREATE TABLE main.shop.orders (
  id STRING,
  items ARRAY<STRUCT<sku: STRING>>,
  gap INTERVAL DAY TO SECOND
)
USING DELTA;`);
});

test("asks for column mapping where a name needs it", () => {
  expect(create([column({ name: "first name" })])).toContain(
    "(\n  `first name` STRING\n)\nUSING DELTA\nTBLPROPERTIES ('delta.columnMapping.mode' = 'name');",
  );
  expect(create([column({ name: "plain" })])).not.toContain("TBLPROPERTIES");
});

test("creates no table without columns", () => {
  expect(create([column({ name: "" })])).toBe(
    '-- "" is left out: SQL has no way to write the name ""\n-- main.shop.orders: no column is left to create a table with',
  );
});
