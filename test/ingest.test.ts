import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ReadableStream } from "node:stream/web";
import { connect, RowError, type RowIssue, type ZerobusError } from "@zerobus-gen/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { localOrders, storedRows } from "./support/local-orders.js";
import { ORDERS_INFO } from "./support/shop.js";

const ORDER = { order_id: 1n, placed_at: new Date(0) };

/** The issues of a row that is refused. */
function issuesOf(ingest: () => unknown): readonly RowIssue[] {
  try {
    ingest();
  } catch (error) {
    if (error instanceof RowError) return error.issues;
    throw error;
  }
  return expect.fail("the row is refused");
}

describe("a typed row", () => {
  it("is durable in a Delta table when its receipt resolves", async () => {
    const { tables, stored } = await localOrders();
    await using zerobus = connect({ tables });
    const receipt = zerobus.tables.orders.ingest({
      order_id: 42n,
      placed_at: new Date("2026-01-31T12:00:00.5Z"),
      total: "19.9",
      items: [{ sku: "A-1", quantity: 2 }, { sku: "B-2" }],
    });
    expect(receipt.offset).toBe(0);
    expect(await receipt).toBe(0);
    expect(await stored()).toEqual([
      {
        order_id: 42n,
        placed_at: BigInt(Date.parse("2026-01-31T12:00:00.5Z")) * 1000n,
        total: 1990n,
        customer_name: null,
        items: [
          { sku: "A-1", quantity: 2 },
          { sku: "B-2", quantity: null },
        ],
      },
    ]);
  });

  it.each([
    [
      "a missing NOT NULL column",
      { placed_at: new Date(0) },
      { code: "REQUIRED_MISSING", path: "order_id", type: "BIGINT", received: "nothing" },
      "order_id (BIGINT): is NOT NULL but has no value, got nothing",
    ],
    [
      "a misspelt column",
      { ...ORDER, custmer_name: "Ada" },
      { code: "UNKNOWN_FIELD", path: "custmer_name", received: 'string "Ada"' },
      'custmer_name: is no column of the table, got string "Ada"; did you mean customer_name?',
    ],
    [
      "a wrong type",
      { ...ORDER, items: [{ sku: "A-1" }, { sku: 7 }] },
      { code: "WRONG_TYPE", path: "items[1].sku", type: "STRING", received: "number 7" },
      "items[1].sku (STRING): is not a string, got number 7; pass a string: String(value)",
    ],
    [
      "a fraction too fine",
      { ...ORDER, total: "0.001" },
      { code: "DECIMAL_SCALE", path: "total", type: "DECIMAL(18,2)", received: 'string "0.001"' },
      'total (DECIMAL(18,2)): has 3 fraction digits, DECIMAL(18,2) takes 2; values are never rounded, got string "0.001"',
    ],
  ])("with %s is refused, and the rows around it arrive", async (_, row, issue, line) => {
    const { tables, stored } = await localOrders();
    await using zerobus = connect({ tables });
    const { orders } = zerobus.tables;
    orders.ingest({ ...ORDER, order_id: 1n });
    expect(issuesOf(() => orders.ingest(row))).toMatchObject([issue]);
    expect(() => orders.ingest(row)).toThrow(
      `[invalid_row] main.shop.orders: the row has a problem:\n  ${line}`,
    );
    orders.ingest({ ...ORDER, order_id: 2n });
    await orders.flush();
    expect((await stored()).map((stored) => stored.order_id)).toEqual([1n, 2n]);
  });

  it("has all its issues in one error", async () => {
    const { tables } = await localOrders();
    await using zerobus = connect({ tables });
    const row = { placed_at: 0, total: 1.5, items: [{ quantity: 2 ** 31 }], note: "x" };
    const issues = issuesOf(() => zerobus.tables.orders.ingest(row));
    expect(issues.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "REQUIRED_MISSING order_id",
      "AMBIGUOUS_TIMESTAMP placed_at",
      "WRONG_TYPE total",
      "REQUIRED_MISSING items[0].sku",
      "OUT_OF_RANGE items[0].quantity",
      "UNKNOWN_FIELD note",
    ]);
  });
});

describe("a client", () => {
  it("writes to the table of another catalog when told to, with the same generated code", async () => {
    const { local, tables, stored } = await localOrders();
    const info: object = ORDERS_INFO as object;
    await local.createTable({ ...info, catalog_name: "prod", full_name: "prod.shop.orders" });
    await using zerobus = connect({ tables, catalog: "prod" });
    expect(zerobus.tables.orders.table.name).toBe("prod.shop.orders");
    await zerobus.tables.orders.ingest(ORDER);
    expect(await stored()).toEqual([]);
    const prod = local.tables().find(({ fullName }) => fullName === "prod.shop.orders");
    expect(await storedRows(prod?.directory ?? "")).toHaveLength(1);
  });

  it("is told when the table is not there", async () => {
    const { tables } = await localOrders();
    const errors: ZerobusError[] = [];
    const elsewhere = { orders: { ...tables.orders, name: "main.shop.nowhere" } };
    const zerobus = connect({ tables: elsewhere, onError: (error) => errors.push(error) });
    onTestFinished(() => zerobus.close().catch(() => {}));
    zerobus.tables.orders.ingest(ORDER);
    await expect(zerobus.tables.orders.flush()).rejects.toMatchObject({
      code: "table_not_found",
      retryable: false,
    });
    const report = await zerobus.tables.orders.close();
    expect(report).toMatchObject({ acked: 0, unacked: [{ order_id: 1n, placed_at: 0n }] });
    await vi.waitFor(() => expect(errors).toHaveLength(1));
  });

  it("is told when table and generated code differ", async () => {
    const { local, tables } = await localOrders();
    const columns = [{ name: "id", type_json: '"long"', type_name: "LONG", position: 0, nullable: false }];
    await local.createTable({ name: "other", catalog_name: "main", schema_name: "shop", columns });
    await using zerobus = connect({ tables: {} });
    await expect(zerobus.open({ ...tables.orders, name: "main.shop.other" })).rejects.toMatchObject({
      code: "schema_mismatch",
      message: expect.stringMatching(/order_id[\s\S]*generate the client again/),
    });
  });

  it("takes rows from a pipe, which ends when they are durable", async () => {
    const { tables, stored } = await localOrders();
    await using zerobus = connect({ tables, stream: { maxInflightRequests: 3 } });
    const rows = Array.from({ length: 20 }, (_, n) => ({ ...ORDER, order_id: n }));
    await ReadableStream.from(rows).pipeTo(zerobus.tables.orders.writable());
    await pipeline(
      Readable.from(rows),
      Writable.fromWeb(zerobus.tables.orders.writable(), { objectMode: true }),
    );
    expect(zerobus.tables.orders).toMatchObject({ accepted: 40, acked: 40 });
    expect(await stored()).toHaveLength(40);
    await expect(ReadableStream.from([{}]).pipeTo(zerobus.tables.orders.writable())).rejects.toThrow(
      RowError,
    );
  });

  it("opens a stream of its own with options of its own", async () => {
    const { tables, stored } = await localOrders();
    await using zerobus = connect({ tables });
    await using stream = await zerobus.open(tables.orders, { maxInflightRequests: 2 });
    expect(await stream.ingestAll(Array.from({ length: 100 }, (_, n) => ({ ...ORDER, order_id: n })))).toBe(
      100,
    );
    await stream.flush();
    expect((await stored()).map((row) => row.order_id)).toEqual(
      Array.from({ length: 100 }, (_, n) => BigInt(n)),
    );
    await expect(zerobus.open(tables.orders, { maxInflightRequests: 0 })).rejects.toThrow(
      "maxInflightRequests",
    );
  });
});

describe("Node's pipeline", () => {
  it("ends in ingestAll, and rejects with the row that does not fit", async () => {
    const { tables, stored } = await localOrders();
    await using zerobus = connect({ tables });
    const { orders } = zerobus.tables;
    await pipeline([ORDER, ORDER], (source) => orders.ingestAll(source));
    await orders.flush();
    expect(await stored()).toHaveLength(2);
    const rows = Readable.from([ORDER, { order_id: "no number" }]);
    await expect(pipeline(rows, (source) => orders.ingestAll(source))).rejects.toBeInstanceOf(RowError);
    await orders.flush();
    expect(await stored()).toHaveLength(3);
  });
});
