import { describe, expect, test } from "vitest";
import { rawJson } from "../codegen/raw-json.js";
import type { RowWriter, WriteStruct } from "../codegen/row-writer.js";
import { CheckedRowWriter } from "./checked-row-writer.js";
import { ProtoEncoder } from "./proto-encoder.js";
import { readRow } from "./read-row.js";

function encode<T>(row: T, write: WriteStruct<T>): Uint8Array {
  const buffer = new ProtoEncoder(0);
  buffer.beginRow(true);
  expect(new CheckedRowWriter(buffer).row(row, write)).toEqual([]);
  return Uint8Array.from(buffer.slab.subarray(buffer.rowStart, buffer.position));
}

interface Cell {
  readonly value: unknown;
}

type WriteCell = (w: RowWriter, cell: { readonly value: never }) => void;

/** Each form that a value may be given in, and the one form in which it comes back. */
const cells: readonly (readonly [type: string, write: WriteCell, given: unknown, got: unknown])[] = [
  ["BOOLEAN", (w, { value }) => w.boolean(1, "value", value), false, false],
  ["TINYINT", (w, { value }) => w.tinyint(1, "value", value), -128, -128],
  ["SMALLINT", (w, { value }) => w.smallint(1, "value", value), -1, -1],
  ["INT", (w, { value }) => w.int(1, "value", value), -0, 0],
  ["BIGINT", (w, { value }) => w.bigint(1, "value", value), -(2n ** 63n), -(2n ** 63n)],
  ["BIGINT", (w, { value }) => w.bigint(1, "value", value), Number.MIN_SAFE_INTEGER, -(2n ** 53n) + 1n],
  ["BIGINT", (w, { value }) => w.bigint(1, "value", value), -0, 0n],
  ["FLOAT", (w, { value }) => w.float(1, "value", value), 0.1, Math.fround(0.1)],
  ["FLOAT", (w, { value }) => w.float(1, "value", value), Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ["DOUBLE", (w, { value }) => w.double(1, "value", value), -0, -0],
  ["DOUBLE", (w, { value }) => w.double(1, "value", value), Number.NaN, Number.NaN],
  ["STRING", (w, { value }) => w.string(1, "value", value), "\u0000 ÿ € 😀", "\u0000 ÿ € 😀"],
  // A byte order mark, which decoders like to take away.
  ["STRING", (w, { value }) => w.string(1, "value", value), "\ufeffa", "\ufeffa"],
  ["VARCHAR(2)", (w, { value }) => w.varchar(1, "value", value, 2), "😀😀", "😀😀"],
  ["CHAR(3)", (w, { value }) => w.char(1, "value", value, 3), "a ", "a "],
  [
    "VARIANT",
    (w, { value }) => w.variant(1, "value", value),
    { b: [1n, new Date(0)] },
    { b: [1, "1970-01-01T00:00:00.000Z"] },
  ],
  ["VARIANT", (w, { value }) => w.variant(1, "value", value), rawJson("null"), rawJson("null")],
  ["VARIANT", (w, { value }) => w.variant(1, "value", value), 2n ** 63n, 2n ** 63n],
  ["BINARY", (w, { value }) => w.binary(1, "value", value), Buffer.from([0, 255]), Uint8Array.of(0, 255)],
  ["BINARY", (w, { value }) => w.binary(1, "value", value), Uint8Array.of(7).buffer, Uint8Array.of(7)],
  [
    "BINARY",
    (w, { value }) => w.binary(1, "value", value),
    Uint8Array.of(1, 2, 3).subarray(1, 2),
    Uint8Array.of(2),
  ],
  ["DATE", (w, { value }) => w.date(1, "value", value), new Date(0), "1970-01-01"],
  ["DATE", (w, { value }) => w.date(1, "value", value), { year: 1, month: 1, day: 1 }, "0001-01-01"],
  ["TIMESTAMP", (w, { value }) => w.timestamp(1, "value", value), new Date(-1), -1000n],
  [
    "TIMESTAMP",
    (w, { value }) => w.timestamp(1, "value", value),
    "9999-12-31T23:59:59.999999Z",
    253402300799999999n,
  ],
  ["TIMESTAMP_NTZ", (w, { value }) => w.timestampNtz(1, "value", value), "1970-01-01T00:00:00.5", 500_000n],
  ["DECIMAL(18,2)", (w, { value }) => w.decimal(1, "value", value, 18, 2), "+007.50", "7.5"],
  ["DECIMAL(18,2)", (w, { value }) => w.decimal(1, "value", value, 18, 2), -12n, "-12"],
];

test.each(cells)("reads %s back in one form", (_, write, given, got) => {
  const writeCell = write as WriteStruct<Cell>;
  const read = readRow(encode({ value: given }, writeCell), writeCell);
  expect(read).toEqual({ value: got });
  expect(encode(read, writeCell)).toEqual(encode({ value: given }, writeCell));
});

test("keeps none of the memory that it reads", () => {
  const writeBody = (w: RowWriter, { body }: { readonly body: Uint8Array }): void =>
    w.binary(1, "body", body);
  const memory = Buffer.from(encode({ body: Uint8Array.of(1, 2, 3) }, writeBody));
  const { body } = readRow(memory, writeBody);
  memory.fill(0);
  expect(body).toEqual(Uint8Array.of(1, 2, 3));
});

describe("of a row with containers", () => {
  interface Item {
    readonly sku: string;
    readonly sizes?: readonly number[] | null | undefined;
  }
  interface Row {
    readonly items?: readonly Item[] | null | undefined;
    readonly stock?: ReadonlyMap<string, Item> | Readonly<Record<string, Item>> | null | undefined;
  }
  const writeItem = (w: RowWriter, item: Item): void => {
    w.string(1, "sku", item.sku);
    if (item.sizes != null) w.list("sizes", item.sizes, (to, index, size) => to.int(2, index, size));
  };
  const writeRow = (w: RowWriter, row: Row): void => {
    if (row.items != null)
      w.list("items", row.items, (to, index, item) => to.struct(1, index, item, writeItem));
    if (row.stock != null) {
      w.map(2, "stock", row.stock, (to, key, item) => {
        to.string(1, key, key);
        to.struct(2, key, item, writeItem);
      });
    }
  };

  test("keeps the order of elements and entries, and gives a plain object for each STRUCT", () => {
    const items = [{ sku: "B", sizes: [2, 1, 0] }, { sku: "A" }];
    const stock = { 2: { sku: "two" }, z: { sku: "z", sizes: [9] }, 1: { sku: "one" } };
    const got = readRow(encode<Row>({ items, stock }, writeRow), writeRow);
    expect(got).toMatchObject({ items, stock: new Map(Object.entries(stock)) });
  });

  test("gives back empty what was empty or NULL, which is the same on the wire", () => {
    const writeItems = (w: RowWriter, { items }: { readonly items: readonly Item[] }): void =>
      w.list("items", items, (to, index, item) => to.struct(1, index, item, writeItem));
    expect(readRow(encode({ items: [] }, writeItems), writeItems)).toEqual({ items: [] });
    expect(readRow(encode<Row>({ items: null }, writeRow), writeRow)).toEqual({
      items: [],
      stock: new Map(),
    });
    const inside = readRow(encode<Row>({ items: [{ sku: "A" }] }, writeRow), writeRow);
    expect(inside.items).toEqual([{ sku: "A", sizes: [] }]);
  });

  test("skips fields that the table does not have", () => {
    const writeMore = (w: RowWriter, row: Row): void => {
      w.double(7, "weight", 1);
      w.string(8, "note", "n");
      writeRow(w, row);
      w.int(9, "count", 1);
    };
    const bytes = encode<Row>({ items: [{ sku: "A" }] }, writeMore);
    expect(readRow(bytes, writeRow).items).toMatchObject([{ sku: "A" }]);
  });
});
