import { expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { unknownFields } from "./unknown-fields.js";

interface Order {
  readonly customer_id: bigint;
  readonly total?: string | null | undefined;
}

function writeOrder(w: RowWriter, row: Order): void {
  w.bigint(1, "customer_id", row.customer_id);
  if (row.total != null) w.decimal(2, "total", row.total, 10, 2);
}

const order: Order = { customer_id: 1n, total: "1" };

test.each<[object, readonly string[]]>([
  [{}, []],
  [{ total: "1" }, []],
  [{ typo: 1 }, ["typo"]],
  [{ typo: null, other: undefined }, []],
  [{ typo: false, other: 0, third: "" }, ["typo", "other", "third"]],
  [{ ["__proto__"]: 1, constructor: 1 }, ["__proto__", "constructor"]],
])("finds in %j what the table does not have: %j", (rest, want) => {
  const found = unknownFields({ ...order, ...rest }, writeOrder, 100);
  expect(found.map(({ key }) => key)).toEqual(want);
});

test("looks at neither inherited, hidden nor symbol members", () => {
  const row = Object.create({ inherited: 1 });
  Object.assign(row, order, { [Symbol("s")]: 1 });
  Object.defineProperty(row, "hidden", { value: 1, enumerable: false });
  expect(unknownFields(row, writeOrder, 100)).toEqual([]);
});

test.each([
  ["custmer_id", "did you mean customer_id?"],
  ["CUSTOMER_ID", "names are case-sensitive: write customer_id"],
  ["customerId", "did you mean customer_id?"],
  ["totl", "did you mean total?"],
  ["colour", "the columns are customer_id, total"],
  ["x", "the columns are customer_id, total"],
])("explains %s", (key, hint) => {
  expect(unknownFields({ ...order, [key]: 1 }, writeOrder, 100)).toEqual([
    { key, refusal: { code: "UNKNOWN_FIELD", message: "is no column of the table", hint } },
  ]);
});

test("names no more columns than one reads", () => {
  const writeWide = (w: RowWriter): void => {
    for (let column = 1; column <= 20; column++) w.int(column, `column_${column}`, 0);
  };
  expect(unknownFields({ zzz: 1 }, writeWide, 100)[0]?.refusal.hint).toBe(
    "the columns are column_1, column_2, column_3, column_4, column_5, column_6, column_7, column_8 and 12 more",
  );
});

test("stops at the limit, however many keys there are", () => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`unknown_${at}`, at]));
  expect(unknownFields({ ...order, ...many }, writeOrder, 3).map(({ key }) => key)).toEqual([
    "unknown_0",
    "unknown_1",
    "unknown_2",
  ]);
});
