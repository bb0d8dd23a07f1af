import { type LocalZerobus, startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { tableInfoJson } from "@zerobus-gen/schema";
import { expect, it, onTestFinished } from "vitest";
import type { TableSchema, TableSettings } from "zerobus-gen";
import { type AnyRow, loadTables } from "./support/emit-modules.js";
import { FIELD_FILES, readFieldTables } from "./support/field-tables.js";
import { sampleRow } from "./support/sample-row.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";

/** A server whose tables are in memory, which the clients of this process come to. It stops with the test. */
async function inMemory(...tables: readonly unknown[]): Promise<LocalZerobus> {
  const local = await startLocal({ tables, env: true });
  onTestFinished(() => local.close());
  return local;
}

/** Ingests rows into the one table of a schema, and reads it. */
async function through(
  local: LocalZerobus,
  schema: TableSchema,
  rows: readonly AnyRow[],
  settings: TableSettings = {},
): Promise<readonly AnyRow[]> {
  const [table] = (await loadTables([schema], settings)).values();
  if (table === undefined) throw new Error("nothing was generated");
  await using zerobus = connect({ tables: { table } });
  await zerobus.tables.table.ingestAll(rows);
  await zerobus.close();
  return local.rows(table);
}

it("rows read as they were written, in the order they were sent", async () => {
  const local = await inMemory(ORDERS_INFO);
  const placedAt = new Date("2026-01-31T12:00:00Z");
  const rows = await through(
    local,
    ORDERS,
    [
      { orderId: 42n, placedAt, total: "19.9", customerName: "Ada", items: [{ sku: "a", quantity: 2 }] },
      { orderId: 43n, placedAt, customerName: null, items: new Set([{ sku: "b" }]) },
      { orderId: 44, placedAt: placedAt.toISOString() },
    ],
    { naming: "camel" },
  );
  const placed = placedAt.toISOString();
  expect(rows).toStrictEqual([
    {
      orderId: 42n,
      placedAt: placed,
      total: "19.90",
      customerName: "Ada",
      items: [{ sku: "a", quantity: 2 }],
    },
    { orderId: 43n, placedAt: placed, items: [{ sku: "b" }] },
    { orderId: 44n, placedAt: placed, items: [] },
  ]);
  expect((await local.rows("main.shop.orders"))[1]).toEqual({
    order_id: 43n,
    placed_at: placed,
    items: [{ sku: "b" }],
  });
});

it("rows of every table of the field can be ingested as they were read, and then read the same", async () => {
  const { tables } = await readFieldTables(FIELD_FILES, { unsupported: "skip" });
  expect(tables.length).toBeGreaterThan(20);
  for (const schema of tables) {
    const local = await inMemory(tableInfoJson(schema));
    const { written } = sampleRow(schema.columns);
    const first = await through(local, schema, [written]);
    const second = await through(local, schema, first);
    expect(Object.keys(first[0] ?? {})).toEqual(schema.columns.map(({ name }) => name));
    expect(second).toStrictEqual([...first, ...first]);
    await local.close({ strict: true });
  }
}, 120_000);
