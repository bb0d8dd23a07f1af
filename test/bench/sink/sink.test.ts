import { connect, type Receipt, type TableStream } from "@zerobus-gen/runtime";
import { describe, expect, it } from "vitest";
import { encodedRows } from "../encoded-rows.js";
import { orders } from "../shapes/orders.js";
import { pool } from "../shapes/shape.js";
import type { OrdersRow } from "../tables/index.js";
import { Sink } from "./sink.js";

const rows = pool(orders, 5_000);

describe.each([
  ["written in C, where there is a compiler", () => Sink.start()],
  ["in Node", () => Sink.startInNode()],
])("the counting server %s", (_, start) => {
  it("counts every row, in batches and alone, and its bytes without an envelope", async () => {
    await using sink = await start();
    await using client = clientOf(sink);
    await client.tables.orders.ingest(rows[0] ?? orders.row(0));
    await client.tables.orders.ingestAll(rows);
    await client.tables.orders.flush();
    const { records } = await encodedRows("12 columns");
    const sizes = [records[0], ...records].map((record) => record?.length ?? 0);
    expect(await sink.count()).toEqual({ rows: 5_001, bytes: sizes.reduce((sum, size) => sum + size) });
  });

  it("counts rows that come as JSON", async () => {
    await using sink = await start();
    await using client = clientOf(sink);
    const stream: TableStream<OrdersRow> = await client.open(orders.table, { recordType: "json" });
    await stream.ingestAll(rows);
    await stream.flush();
    expect((await sink.count()).rows).toBe(5_000);
  });

  it("holds acks back until it is told to give them", async () => {
    await using sink = await start();
    await using client = clientOf(sink);
    await sink.hold();
    const receipts: Receipt[] = rows.map((row) => client.tables.orders.ingest(row));
    await expect.poll(async () => (await sink.count()).rows).toBe(5_000);
    expect(client.tables.orders.acked).toBe(0);
    await sink.release();
    await expect(Promise.all(receipts)).resolves.toHaveLength(5_000);
  });
});

function clientOf({ endpoint }: Sink) {
  const headersProvider = { headers: async () => ({}) };
  return connect({ tables: { orders: orders.table }, endpoint, headersProvider });
}
