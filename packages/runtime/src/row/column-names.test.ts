import { describe, expect, test } from "vitest";
import { BatchBuilder } from "../batch/batch-builder.js";
import type { RowWriter } from "../codegen/row-writer.js";
import { columnNames } from "./column-names.js";
import { withColumns } from "./member-columns.js";
import { readRecord } from "./read-record.js";
import type { RecordFormat } from "./record-format.js";
import { RowError } from "./row-error.js";
import type { RowIssue } from "./row-issue.js";
import { membersOf } from "./row-shape.js";

interface Item {
  readonly unitPrice: string;
}

interface Row {
  readonly orderId: bigint;
  readonly lineItems: readonly Item[];
  readonly attrs: ReadonlyMap<string, Item>;
  readonly total?: string | null;
}

function writeItem(w: RowWriter, value: Item): void {
  w.decimal(1, "unitPrice", value.unitPrice, 10, 2);
}

function write(w: RowWriter, row: Row): void {
  w.bigint(1, "orderId", row.orderId);
  w.list("lineItems", row.lineItems, (to, index, item) => to.struct(2, index, item, writeItem));
  w.map(3, "attrs", row.attrs, (to, key, value) => {
    to.string(1, key, key);
    to.struct(2, key, value, writeItem);
  });
  if (row.total != null) w.decimal(4, "total", row.total, 10, 2);
}

const columns = columnNames({
  orderId: "order_id",
  lineItems: "line items",
  unitPrice: "unit_price",
  total: "total",
});
const row: Row = {
  orderId: 7n,
  lineItems: [{ unitPrice: "1.5" }],
  // Keys that are called as properties are.
  attrs: new Map(["orderId", "unitPrice"].map((key) => [key, { unitPrice: "2" }])),
  total: "3",
};

function recordOf(format: RecordFormat, names = columns): Uint8Array {
  const builder = new BatchBuilder(format, undefined, names);
  expect(builder.add(row, write, () => {})).toEqual([]);
  const [bytes = new Uint8Array()] = builder.take()?.records() ?? [];
  return bytes;
}

test("JSON has the names of the table at every level, and the keys of maps as they are", () => {
  expect(Buffer.from(recordOf("json")).toString()).toBe(
    '{"order_id":7,"line items":[{"unit_price":"1.5"}],' +
      '"attrs":{"orderId":{"unit_price":"2"},"unitPrice":{"unit_price":"2"}},"total":"3"}',
  );
});

test("protobuf has numbers, whatever the names", () => {
  expect(recordOf("proto")).toEqual(recordOf("proto", undefined));
});

test.each<RecordFormat>(["proto", "json"])(
  "what is read back from %s is under the row's own names",
  (format) => {
    const members = withColumns(membersOf(write), columns);
    expect(readRecord(recordOf(format), format, members)).toEqual(row);
  },
);

describe("an issue", () => {
  const issuesOf = (given: unknown): readonly RowIssue[] =>
    new BatchBuilder("json", undefined, columns).add(given as Row, write, () => {});

  test("says where in the row it is, and in which column", () => {
    const given = { ...row, orderId: null, lineItems: [{ unitPrice: 1 }], total: 2 };
    expect(issuesOf(given).map(({ path, column }) => [path, column])).toEqual([
      ["orderId", "order_id"],
      ["lineItems[0].unitPrice", "line items"],
      ["total", undefined],
    ]);
    expect(new RowError("main.shop.orders", issuesOf({ ...row, orderId: null })).message).toContain(
      "  orderId (order_id BIGINT): is NOT NULL but has no value",
    );
  });

  test("tells a column's name from its property's, in a STRUCT too", () => {
    const given = { ...row, order_id: 7, lineItems: [{ unitPrice: "1", unit_price: "1" }], constructor: 1 };
    expect(issuesOf(given).map(({ path, message, hint }) => [path, message, hint])).toEqual([
      [
        "lineItems[0].unit_price",
        "is what the table calls the column, and not its property",
        "write it unitPrice",
      ],
      ["order_id", "is what the table calls the column, and not its property", "write it orderId"],
      ["constructor", "is no column of the table", "the columns are orderId, lineItems, attrs, total"],
    ]);
  });
});

test("a table without such names has none to look up", () => {
  expect(columnNames(undefined)).toBeUndefined();
  const members = membersOf(write);
  expect(withColumns(members, undefined)).toBe(members);
});
