import type { Field, TableSchema } from "@zerobus-gen/schema";
import { describe, expect, test } from "vitest";
import { alterTable } from "./alter-table.js";

const column = (name: string, rest: Partial<Field> = {}): Field => ({
  name,
  number: 1,
  type: { kind: "string" },
  nullable: true,
  ...rest,
});
const table = (columns: readonly Field[], rest: Partial<TableSchema> = {}): TableSchema => ({
  name: { catalog: "main", schema: "shop", table: "orders" },
  columns,
  ...rest,
});

/** Phase and statement of each step; the notes where there is no statement. */
function steps(before: TableSchema, after: TableSchema): readonly string[] {
  return alterTable(before, after).map(({ phase, sql, notes }) => `${phase}: ${sql ?? notes.join("\n")}`);
}

describe("alterTable", () => {
  test("adds before the deploy and drops after it", () => {
    const before = table([
      column("id", { nullable: false }),
      column("old", { nullable: false }),
      column("z"),
    ]);
    const after = table([
      column("first"),
      column("id", { nullable: false }),
      column("mid", { nullable: false, comment: "it's" }),
      column("z"),
      column("end"),
    ]);
    expect(steps(before, after)).toEqual([
      "before: ALTER TABLE main.shop.orders ADD COLUMNS (first STRING FIRST)",
      "before: ALTER TABLE main.shop.orders ADD COLUMNS (mid STRING COMMENT 'it\\'s' AFTER id)",
      "before: ALTER TABLE main.shop.orders ADD COLUMNS (`end` STRING)",
      "before: ALTER TABLE main.shop.orders ALTER COLUMN old DROP NOT NULL",
      "after: ALTER TABLE main.shop.orders ALTER COLUMN mid SET NOT NULL",
      "after: ALTER TABLE main.shop.orders SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
      "after: ALTER TABLE main.shop.orders DROP COLUMN old",
    ]);
  });

  test("reaches into STRUCT, ARRAY and MAP", () => {
    const of = (fields: readonly Field[]): TableSchema =>
      table([
        column("items", {
          type: { kind: "array", element: { kind: "struct", fields }, elementNullable: true },
        }),
        column("m", {
          type: {
            kind: "map",
            key: { kind: "string" },
            value: { kind: "struct", fields },
            valueNullable: true,
          },
        }),
      ]);
    expect(
      steps(
        of([column("sku"), column("n", { type: { kind: "smallint" } })]),
        of([column("sku", { comment: "key" }), column("x"), column("n", { type: { kind: "int" } })]),
      ),
    ).toEqual([
      "before: ALTER TABLE main.shop.orders ALTER COLUMN items.element.sku COMMENT 'key'",
      "before: ALTER TABLE main.shop.orders ADD COLUMNS (items.element.x STRING AFTER sku)",
      "before: ALTER TABLE main.shop.orders SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')",
      "before: ALTER TABLE main.shop.orders ALTER COLUMN items.element.n TYPE INT",
      "before: ALTER TABLE main.shop.orders ALTER COLUMN m.value.sku COMMENT 'key'",
      "before: ALTER TABLE main.shop.orders ADD COLUMNS (m.value.x STRING AFTER sku)",
      "before: ALTER TABLE main.shop.orders ALTER COLUMN m.value.n TYPE INT",
    ]);
  });

  test("renames only what column mapping says is the same, of the same table", () => {
    const before = table([column("id"), column("total", { mappingId: 7 })], { facts: { id: "1" } });
    const after = (id: string): TableSchema =>
      table([column("id"), column("amount", { mappingId: 7 })], { facts: { id } });
    expect(steps(before, after("1"))).toEqual([
      "stopped: ALTER TABLE main.shop.orders RENAME COLUMN total TO amount",
    ]);
    expect(steps(before, after("2"))).toEqual([
      "before: ALTER TABLE main.shop.orders ADD COLUMNS (amount STRING AFTER total)".replace(
        " AFTER total",
        " AFTER id",
      ),
      "after: ALTER TABLE main.shop.orders DROP COLUMN total",
    ]);
  });

  test("widens what Databricks widens, with all producers stopped where the wire differs", () => {
    const of = (kind: "int" | "bigint", precision: number): TableSchema =>
      table([
        column("n", { type: { kind } }),
        column("d", { type: { kind: "decimal", precision, scale: 2 } }),
      ]);
    expect(steps(of("int", 10), of("bigint", 12))).toEqual([
      "before: ALTER TABLE main.shop.orders SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')",
      "before: ALTER TABLE main.shop.orders ALTER COLUMN d TYPE DECIMAL(12,2)",
      "stopped: ALTER TABLE main.shop.orders ALTER COLUMN n TYPE BIGINT",
    ]);
  });

  test("tells the way by hand to a type that no statement leads to", () => {
    const before = table([column("n", { nullable: false }), column("n_new")]);
    const after = table([column("n", { type: { kind: "bigint" }, nullable: false }), column("n_new")]);
    expect(steps(before, after)).toEqual([
      `by-hand: n: STRING cannot become BIGINT in place. A new column beside it can:
  1. ALTER TABLE main.shop.orders ADD COLUMNS (n_new_ BIGINT);
  2. deploy producers that fill the new one, and the old one while somebody reads it
  3. UPDATE main.shop.orders SET n_new_ = try_cast(n AS BIGINT) WHERE n_new_ IS NULL;
  4. ALTER TABLE main.shop.orders ALTER COLUMN n DROP NOT NULL;
  5. deploy producers that leave the old one out, then: ALTER TABLE main.shop.orders DROP COLUMN n;`,
    ]);
  });

  test("moves, comments, and says what cannot be done in place", () => {
    const before = table([column("a"), column("b"), column("c")], { facts: { partitionedBy: ["a"] } });
    const after = table([column("c"), column("b")], { comment: "new", facts: { partitionedBy: ["b"] } });
    expect(steps(before, after)).toEqual([
      "before: COMMENT ON TABLE main.shop.orders IS 'new'",
      "after: ALTER TABLE main.shop.orders SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
      "after: ALTER TABLE main.shop.orders ALTER COLUMN c FIRST",
      "by-hand: a: the table is partitioned by it, so it cannot be dropped: create a table without it, and copy the rows",
      "by-hand: main.shop.orders is partitioned by a, and is to be partitioned by b: Delta cannot change that in place\ncreate a table of another name, copy the rows, deploy producers that write to it",
    ]);
  });

  test("does nothing for what a .proto does not say", () => {
    const partitioned = table([column("a")], { facts: { partitionedBy: ["a"] } });
    expect(steps(partitioned, table([column("a")]))).toEqual([]);
  });
});
