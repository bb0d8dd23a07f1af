import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { startLocal } from "./index.js";
import { ORDERS, order, ordersInfo } from "./testing/orders.js";
import { opened, rowsOf, started } from "./testing/orders-server.js";
import { ingestBatch, ingestRecord } from "./testing/requests.js";
import { temporaryDirectory } from "./testing/temporary-directory.js";

describe(startLocal, () => {
  it("has acked rows in their table at some later time, when an ack says durable", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 600_000 });
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1, "a"), order(2)]));
    stream.call.write(ingestRecord(1, order(3)));
    await stream.acked(1n);
    expect(await rowsOf(local)).toEqual([]);
    await local.materialize();
    expect((await rowsOf(local)).map(({ id }) => id)).toEqual([1n, 2n, 3n]);
  });

  it("has them there without being asked, too", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 30 });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    await vi.waitUntil(async () => (await rowsOf(local)).length === 1);
  });

  it("brings them there for who reads rows", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 600_000 });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    expect(await local.rows(ORDERS)).toEqual([{ id: 1n }]);
  });

  it("has them there once it is closed", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 600_000 });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    const [table] = local.tables();
    await local.close();
    expect(await rowsOf(local)).toHaveLength(1);
    expect(await readdir(join(table?.directory ?? "", "_zerobus", "wal"))).toEqual([]);
  });

  it("has acked rows in their table at once, unless told otherwise", async () => {
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    expect(await rowsOf(local)).toHaveLength(1);
    await local.materialize();
    expect(await readdir(local.tables()[0]?.directory ?? "")).not.toContain("_zerobus");
  });

  it("alters a table under a live stream, whose acked rows come first", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 600_000 });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    const info = structuredClone(ordersInfo) as { columns: object[] };
    info.columns.push({
      name: "more",
      type_text: "string",
      type_name: "STRING",
      nullable: true,
      position: 3,
    });
    await local.alterTable(info);
    stream.call.write(ingestRecord(1, order(2)));
    await stream.acked(1n);
    await local.materialize();
    expect(await rowsOf(local)).toEqual([
      { id: 1n, note: null, total: null, more: null },
      { id: 2n, note: null, total: null, more: null },
    ]);
  });

  it("refuses to wait longer than a timer can", async () => {
    const dir = await temporaryDirectory();
    for (const materializeEveryMs of [-1, 2 ** 31, Number.NaN]) {
      await expect(startLocal({ dir, ack: "durable", materializeEveryMs })).rejects.toThrow(
        `materializeEveryMs is ${materializeEveryMs}, and must be from 0 to 2147483647`,
      );
    }
    expect((await started({ dir })).tables().map(({ fullName }) => fullName)).toEqual([ORDERS]);
  });
});
