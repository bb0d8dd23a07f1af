import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type LocalEvent, startLocal } from "./index.js";
import { ask, linesOf, stateOf } from "./testing/console-client.js";
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

  it("shows them to who reads along, as soon as they are there", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 30 });
    const stream = await opened(local);
    const lines = linesOf(await ask(local, `/tables/${ORDERS}/tail`));
    for (const id of [1, 2]) {
      stream.call.write(ingestRecord(id - 1, order(id)));
      expect((await lines.next()).value).toMatchObject({ id: String(id) });
      expect((await stateOf(local)).tables[0]?.version).toBe(id);
    }
    const newest = await (await ask(local, `/tables/${ORDERS}/rows`)).json();
    expect(newest).toMatchObject({ version: 2, rows: [{ id: "2" }, { id: "1" }] });
  });

  it("brings them there for who reads rows", async () => {
    const local = await started({ ack: "durable", materializeEveryMs: 600_000 });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    expect(await local.rows(ORDERS)).toEqual([{ id: 1n }]);
  });

  it("counts rows when they are durable, and tells of their commit when it comes", async () => {
    const commits: LocalEvent[] = [];
    const local = await started({
      ack: "durable",
      materializeEveryMs: 600_000,
      onEvent: (event) => {
        if (event.kind === "commit") commits.push(event);
      },
    });
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1), order(2)]));
    await stream.acked(0n);
    const before = await stateOf(local);
    expect([before.server.totals, before.tables[0], commits]).toMatchObject([
      { rows: 2, commits: 1 },
      { version: 0 },
      [],
    ]);

    await local.materialize();
    const after = await stateOf(local);
    expect(after.server.totals).toMatchObject({ rows: 2, commits: 2 });
    expect(after.tables[0]).toMatchObject({ version: 1, rows: 2 });
    expect(after.commits[0]).toMatchObject({ table: ORDERS, operation: "materialize", version: 1, rows: 2 });
    expect(commits).toMatchObject([{ table: ORDERS, version: 1, rows: 2 }]);
  });

  it("cannot promise it without a disk", async () => {
    await expect(startLocal({ ack: "durable" })).rejects.toThrow('ack "durable" needs a dir');
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
