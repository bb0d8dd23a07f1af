import { expect, test } from "vitest";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";
import type { SchemaCause } from "./change.js";
import { compareTables } from "./compare-tables.js";

const INT: ColumnType = { kind: "int" };
const STRING: ColumnType = { kind: "string" };

function table(
  ...columns: readonly (readonly [name: string, type: ColumnType, traits?: Partial<Field>])[]
): TableSchema {
  return {
    name: { catalog: "main", schema: "shop", table: "orders" },
    columns: columns.map(([name, type, traits], index) => {
      return { name, number: index + 1, type, nullable: true, ...traits };
    }),
  };
}

const REQUIRED = { nullable: false };
const base = table(["a", STRING], ["b", INT]);

test.each<[what: string, after: TableSchema, want: readonly (SchemaCause | undefined)[]]>([
  ["a nullable column", table(["a", STRING], ["b", INT], ["c", INT]), [undefined]],
  ["a NOT NULL column", table(["a", STRING], ["b", INT], ["c", INT, REQUIRED]), ["MISSING_REQUIRED_COLUMN"]],
  ["a column less", table(["a", STRING]), ["FIELD_NOT_IN_TABLE"]],
  ["a rename", table(["x", STRING], ["b", INT]), ["FIELD_NOT_IN_TABLE"]],
  ["another case", table(["A", STRING], ["b", INT]), ["FIELD_NOT_IN_TABLE"]],
  ["NOT NULL", table(["a", STRING], ["b", INT, REQUIRED]), ["MISSING_REQUIRED_COLUMN"]],
  ["another order", table(["b", INT], ["a", STRING]), ["FIELD_OUT_OF_ORDER"]],
  ["another wire kind", table(["a", STRING], ["b", { kind: "bigint" }]), ["TYPE_INCOMPATIBLE"]],
  ["a narrower type", table(["a", STRING], ["b", { kind: "tinyint" }]), [undefined]],
  ["another meaning", table(["a", STRING], ["b", { kind: "date" }]), [undefined]],
  ["VARIANT for STRING", table(["a", { kind: "variant" }], ["b", INT]), [undefined]],
])(
  "%s has the service's word for its refusal, and none where it does not refuse the schema",
  (_what, after, want) => {
    expect(compareTables(base, after).map(({ cause }) => cause)).toEqual(want);
  },
);

test("a change has one advice, the table's name, and what was and is", () => {
  const [change] = compareTables(base, table(["a", { kind: "varchar", length: 5 }], ["b", INT]));
  expect(change).toEqual({
    rule: "type-narrowed",
    class: "breaking",
    table: "main.shop.orders",
    path: "a",
    before: "STRING",
    after: "VARCHAR(5)",
    message:
      "STRING became VARCHAR(5); producers let values through that the service is expected to refuse, row by row",
    advice: "producers first: deploy them with the narrower checks, then narrow the column",
  });
});
