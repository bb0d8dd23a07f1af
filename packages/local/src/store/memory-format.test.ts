import { describe, expect, it } from "vitest";
import type { Row } from "../schema/row.js";
import { encoded } from "../testing/encoded.js";
import { ordersSchema } from "../testing/orders.js";
import { struct } from "../testing/schemas.js";
import { MemoryFormat } from "./memory-format.js";
import type { TableStore } from "./table-store.js";

const order = encoded(ordersSchema);

async function rowsOf(store: TableStore): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of store.read()) rows.push(row);
  return rows;
}

describe(MemoryFormat, () => {
  it("gives back the rows of each table, in the order of the commits", async () => {
    const format = new MemoryFormat();
    const [first, second] = [await format.create("", ordersSchema), await format.create("", ordersSchema)];
    await first.append([order({ id: 1n }), order({ id: 2n, note: "b", total: 1999n })]);
    await second.append([order({ id: 3n })]);
    await first.append([order({ id: 4n })]);
    expect(await rowsOf(first)).toEqual([
      { id: 1n, note: null, total: null },
      { id: 2n, note: "b", total: 1999n },
      { id: 4n, note: null, total: null },
    ]);
    expect([first.version, second.version, first.id === second.id]).toEqual([2, 1, false]);
  });

  it("has NULL in rows that are older than their column, at any depth", async () => {
    const before = struct({ "!id": "long", items: struct({ sku: "string" }) });
    const after = struct({ "!id": "long", items: struct({ sku: "string", n: "integer" }), note: "string" });
    const store = await new MemoryFormat().create("", before);
    await store.append([encoded(before)({ id: 1n, items: { sku: "a" } })]);
    await store.alter({ schema: after, info: {}, keepsRows: true });
    await store.append([encoded(after)({ id: 2n, items: { sku: "b", n: 1 }, note: "x" })]);
    expect(await rowsOf(store)).toEqual([
      { id: 1n, items: { sku: "a", n: null }, note: null },
      { id: 2n, items: { sku: "b", n: 1 }, note: "x" },
    ]);
  });

  it("keeps a copy of what it is given, and makes no commit without rows", async () => {
    const store = await new MemoryFormat().create("", ordersSchema);
    const request = order({ id: 1n, note: "kept" });
    await store.append([request]);
    for (const record of request.records) record.fill(0xff);
    expect(await rowsOf(store)).toEqual([{ id: 1n, note: "kept", total: null }]);
    expect(await store.append([{ ...request, records: [] }])).toEqual({ version: 1, bytes: 0 });
  });

  it("refuses what is more than it may hold, over all tables, until some is gone", async () => {
    const format = new MemoryFormat(500);
    const [first, second] = [await format.create("", ordersSchema), await format.create("", ordersSchema)];
    await first.append([order({ id: 1n }, { id: 2n })]);
    await expect(second.append([order({ id: 3n }, { id: 4n })])).rejects.toThrow(
      "the tables in memory are full, they hold 500 bytes; clear them",
    );
    expect([await rowsOf(second), second.version]).toEqual([[], 0]);
    await first.alter({ schema: ordersSchema, info: {}, keepsRows: false });
    await second.append([order({ id: 3n }, { id: 4n })]);
    expect([await rowsOf(first), (await rowsOf(second)).length]).toEqual([[], 2]);
    await second.close();
    await first.append([order({ id: 5n }, { id: 6n })]);
  });
});
