import { expect, test } from "vitest";
import type { VariantInput } from "../codegen/inputs.js";
import type { RowWriter } from "../codegen/row-writer.js";
import { own } from "../codegen/table.js";
import { membersOf } from "./row-shape.js";

interface Item {
  readonly sku: string;
}

interface Row {
  readonly id: bigint;
  readonly price?: string | null | undefined;
  readonly code: string;
  readonly sign: string;
  readonly payload?: VariantInput | null | undefined;
  readonly constructor: number;
  readonly item?: Item | null | undefined;
  readonly items: readonly Item[];
  readonly tags?: readonly string[] | null | undefined;
  readonly attrs: ReadonlyMap<number, Item>;
}

function writeItem(w: RowWriter, value: Item): void {
  w.string(1, "sku", value.sku);
}

function writeRow(w: RowWriter, row: Row): void {
  w.bigint(1, "id", row.id);
  if (row.price != null) w.decimal(2, "price", row.price, 18, 2);
  w.varchar(8, "code", row.code, 4);
  w.char(9, "sign", row.sign, 1);
  if (row.payload != null) w.variant(10, "payload", row.payload);
  w.int(3, "constructor", own(row, "constructor") ?? 0);
  if (row.item != null) w.struct(4, "item", row.item, writeItem);
  w.list("items", row.items, (inner, index, item) => inner.struct(5, index, item, writeItem));
  if (row.tags != null) w.list("tags", row.tags, (inner, index, tag) => inner.string(6, index, tag));
  w.map(7, "attrs", row.attrs, (inner, key, value) => {
    inner.int(1, key, key);
    inner.struct(2, key, value, writeItem);
  });
}

test("learns every member from the function that writes them, nullable or not", () => {
  const sku = { name: "sku", field: 1, type: { kind: "string" }, nullable: false };
  const item = { kind: "struct", members: [sku] };
  expect(membersOf(writeRow)).toEqual([
    { name: "id", field: 1, type: { kind: "bigint" }, nullable: false },
    { name: "price", field: 2, type: { kind: "decimal", precision: 18, scale: 2 }, nullable: true },
    { name: "code", field: 8, type: { kind: "varchar", length: 4 }, nullable: false },
    { name: "sign", field: 9, type: { kind: "char", length: 1 }, nullable: false },
    { name: "payload", field: 10, type: { kind: "variant" }, nullable: true },
    { name: "constructor", field: 3, type: { kind: "int" }, nullable: false },
    { name: "item", field: 4, type: item, nullable: true },
    { name: "items", field: 5, type: { kind: "list", element: item }, nullable: false },
    { name: "tags", field: 6, type: { kind: "list", element: { kind: "string" } }, nullable: true },
    { name: "attrs", field: 7, type: { kind: "map", key: { kind: "int" }, value: item }, nullable: false },
  ]);
});

test("asks the function once for what there is and once for what must be, however often it is used", () => {
  let calls = 0;
  const write = (w: RowWriter): void => {
    calls++;
    w.boolean(1, "flag", true);
  };
  expect(membersOf(write)).toBe(membersOf(write));
  expect(calls).toBe(2);
});
