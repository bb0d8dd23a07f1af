import { readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { ask, linesOf, stateOf } from "../testing/console-client.js";
import { ORDERS, order, ordersInfo } from "../testing/orders.js";
import { opened, started } from "../testing/orders-server.js";
import { ingestBatch, ingestRecord } from "../testing/requests.js";
import { tableRoutes } from "./table-routes.js";

const ROWS = `/tables/${ORDERS}/rows`;
const TAIL = `/tables/${ORDERS}/tail`;

describe(tableRoutes, () => {
  it("answers the newest rows, newest first, with every digit", async () => {
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1), order(9_007_199_254_740_993n, "ü", "19.9")]));
    await stream.acked(0n);
    stream.call.write(ingestRecord(1, order(3)));
    await stream.acked(1n);
    const all = await (await ask(local, ROWS)).json();
    expect(all).toEqual({
      table: ORDERS,
      version: 2,
      rows: [
        { id: "3", note: null, total: null },
        { id: "9007199254740993", note: "ü", total: "19.90" },
        { id: "1", note: null, total: null },
      ],
    });
    expect(await (await ask(local, `${ROWS}?limit=1`)).json()).toMatchObject({ rows: [{ id: "3" }] });
    expect(await (await ask(local, `${ROWS}?limit=0`)).json()).toMatchObject({ version: 2, rows: [] });
  });

  it("answers fewer rows when they are large", async () => {
    const local = await started();
    const stream = await opened(local);
    for (let i = 0; i < 9; i++) stream.call.write(ingestRecord(i, order(i, "x".repeat(1024 * 1024))));
    await stream.acked(8n);
    const { rows } = (await (await ask(local, ROWS)).json()) as { rows: { id: string }[] };
    expect(rows.map(({ id }) => id)).toEqual(["8", "7", "6", "5"]);
  });

  it.each(["-1", "1001", "x", "1e2", ""])("refuses to read %j rows", async (limit) => {
    const local = await started();
    for (const path of [ROWS, TAIL]) {
      const response = await ask(local, `${path}?limit=${limit}`);
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error_code: "INVALID_PARAMETER_VALUE" },
      ]);
    }
  });

  it.each(["rows", "commits", "tail"])("has no %s of a table that is not there", async (what) => {
    const local = await started();
    for (const name of ["main.shop.nope", "__proto__", "..%2F..%2Fetc", "%00"]) {
      const response = await ask(local, `/tables/${name}/${what}`);
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { error_code: "TABLE_DOES_NOT_EXIST" },
      ]);
    }
  });

  it("tails a table: the newest rows, then each as it is committed, through a change of its columns", async () => {
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1), order(2), order(3)]));
    await stream.acked(0n);
    const lines = linesOf(await ask(local, `${TAIL}?limit=2`));
    const next = async () => (await lines.next()).value;
    expect([await next(), await next()]).toMatchObject([{ id: "2" }, { id: "3" }]);
    stream.call.write(ingestBatch(1, [order(4), order(5)]));
    expect([await next(), await next()]).toMatchObject([{ id: "4" }, { id: "5" }]);
    const { columns } = ordersInfo as { columns: object[] };
    await local.alterTable({ ...ordersInfo, columns: [...columns, { ...columns[1], name: "more" }] });
    stream.call.write(ingestRecord(2, order(6)));
    expect(await next()).toEqual({ id: "6", note: null, total: null, more: null });
    await local.dropTable(ORDERS);
    expect(await next()).toEqual({
      error_code: "TABLE_DOES_NOT_EXIST",
      message: `Table '${ORDERS}' was dropped.`,
    });
    expect((await lines.next()).done).toBe(true);
  });

  it("tails without a gap and without a row twice while rows are committed", async () => {
    const local = await started();
    const stream = await opened(local);
    const total = 300;
    const write = (i: number): unknown => stream.call.write(ingestRecord(i, order(i)));
    for (let i = 0; i < 100; i++) write(i);
    const lines = linesOf(await ask(local, `${TAIL}?limit=5`));
    const first = Number(idOf((await lines.next()).value));
    for (let i = 100; i < total; i++) write(i);
    const seen = [first];
    while (seen.at(-1) !== total - 1) seen.push(Number(idOf((await lines.next()).value)));
    expect(seen).toEqual(Array.from({ length: total - first }, (_, i) => first + i));
  });

  it("says what keeps rows from being read", async () => {
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    const directory = local.tables()[0]?.directory ?? "";
    const name = (await readdir(directory)).find((file) => file.endsWith(".parquet")) ?? "";
    await truncate(join(directory, name), 10);
    const broken = { error_code: "UNAVAILABLE", message: expect.stringContaining(name) };
    const rows = await ask(local, ROWS);
    expect([rows.status, await rows.json()]).toEqual([503, broken]);
    const lines = linesOf(await ask(local, TAIL));
    expect([(await lines.next()).value, (await lines.next()).done]).toEqual([broken, true]);
  });

  it("begins nothing for who asks for headers only", async () => {
    const local = await started();
    for (let i = 0; i < 100; i++) {
      for (const path of [TAIL, "/events"]) {
        expect((await ask(local, path, { method: "HEAD" })).status).toBe(200);
      }
    }
  });

  it("forgets a tail whose reader has left", async () => {
    const local = await started();
    const leaving = new AbortController();
    await Promise.all(Array.from({ length: 64 }, () => ask(local, TAIL, { signal: leaving.signal })));
    expect((await ask(local, TAIL)).status).toBe(503);
    leaving.abort();
    await vi.waitFor(async () => {
      const again = await ask(local, TAIL);
      await again.body?.cancel();
      expect(again.status).toBe(200);
    });
    expect((await stateOf(local)).streams).toEqual([]);
  });
});

function idOf(line: unknown): unknown {
  return (line as { id: unknown }).id;
}
