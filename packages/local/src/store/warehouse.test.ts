import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encoded } from "../testing/encoded.js";
import { MemoryFormat } from "../testing/memory-format.js";
import { ordersSchema } from "../testing/orders.js";
import { struct } from "../testing/schemas.js";
import { temporaryDirectory } from "../testing/temporary-directory.js";
import type { CommitReport } from "./commit-hooks.js";
import { tableDirectory } from "./table-directory.js";
import { TableExistsError, Warehouse } from "./warehouse.js";

const ORDERS = { catalog: "main", schema: "shop", table: "orders" };
const ITEMS = { catalog: "main", schema: "shop", table: "items" };

describe(Warehouse, () => {
  it("hands out the table that is there when it is wanted again with the same columns", async () => {
    const warehouse = await Warehouse.open(await temporaryDirectory(), new MemoryFormat(), () => {});
    const [first, second] = await Promise.all([
      warehouse.create(ORDERS, { schema: ordersSchema }),
      warehouse.create(ORDERS, {
        schema: { ...ordersSchema, fields: ordersSchema.fields.map((f) => ({ ...f, metadata: {} })) },
      }),
    ]);
    expect(second).toBe(first);
    expect(warehouse.get("main.shop.orders")).toBe(first);
  });

  it("refuses a table that is there with other columns, and goes on", async () => {
    const warehouse = await Warehouse.open(await temporaryDirectory(), new MemoryFormat(), () => {});
    await warehouse.create(ORDERS, { schema: ordersSchema });
    const wanted = struct({ "!id": "long", note: "string", total: "double" });
    await expect(warehouse.create(ORDERS, { schema: wanted })).rejects.toThrow(TableExistsError);
    await expect(warehouse.create(ORDERS, { schema: wanted })).rejects.toThrow(
      "column total is decimal(10,2), wanted is double",
    );
    await warehouse.create(ITEMS, { schema: wanted });
    expect(warehouse.list().map(({ fullName }) => fullName)).toEqual(["main.shop.items", "main.shop.orders"]);
  });

  it("opens the tables of the directory, and logs the one that it cannot open", async () => {
    const root = await temporaryDirectory();
    const format = new MemoryFormat();
    for (const name of [ORDERS, ITEMS])
      await mkdir(join(tableDirectory(root, name), "_delta_log"), { recursive: true });
    await format.create(tableDirectory(root, ORDERS), ordersSchema);
    const lines: string[] = [];
    const warehouse = await Warehouse.open(root, format, (line) => lines.push(line));
    expect(warehouse.list().map(({ fullName }) => fullName)).toEqual(["main.shop.orders"]);
    expect(lines).toEqual([expect.stringContaining("table main.shop.items is left out")]);
  });

  it("waits for commits under way when it closes", async () => {
    const format = new MemoryFormat();
    const warehouse = await Warehouse.open(await temporaryDirectory(), format, () => {});
    const table = await warehouse.create(ITEMS, { schema: struct({ n: "integer" }) });
    const source = { committed: () => {}, failed: () => {} };
    table.commits.add({ source, offset: 0n, rows: encoded(table.schema)({ n: 1 }), bytes: 1 });
    await warehouse.close();
    expect((await format.open(table.directory)).rows).toEqual([{ n: 1 }]);
  });

  it("tells of each commit, once it came to be", async () => {
    const reports: CommitReport[] = [];
    const format = new MemoryFormat();
    const hooks = { after: (report: CommitReport) => void reports.push(report) };
    const warehouse = await Warehouse.open(await temporaryDirectory(), format, () => {}, hooks);
    const table = await warehouse.create(ITEMS, { schema: struct({ n: "integer" }) });
    const rows = encoded(table.schema)({ n: 1 }, { n: 2 });
    const source = { committed: () => {}, failed: () => {} };
    table.commits.add({ source, offset: 0n, rows, bytes: 1 });
    await table.commits.settled();
    (await format.open(table.directory)).gate = () => Promise.reject(new Error("disk full"));
    table.commits.add({ source, offset: 1n, rows, bytes: 1 });
    await warehouse.close();
    expect(reports.map(({ table, version, operation, rows }) => [table, version, operation, rows])).toEqual([
      ["main.shop.items", 0, "create", 0],
      ["main.shop.items", 1, "append", 2],
    ]);
  });
});
