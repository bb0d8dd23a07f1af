import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { startLocal } from "./index.js";
import { fromCatalog, TableDefinitionError } from "./schema/from-catalog.js";
import { DirectoryInUseError } from "./store/directory-lock.js";
import { TableExistsError } from "./store/warehouse.js";
import { ORDERS, order, ordersInfo, ordersSchema } from "./testing/orders.js";
import { client, opened, rowsOf, started } from "./testing/orders-server.js";
import { fetchToken } from "./testing/raw-client.js";
import { createStream, ingestBatch, ingestRecord } from "./testing/requests.js";
import { temporaryDirectory } from "./testing/temporary-directory.js";

describe(startLocal, () => {
  it("takes batches and single records over one port with the catalog, and has them on disk when it acks", async () => {
    const local = await started();
    const stream = await opened(local);
    for (let i = 0; i < 20; i++) {
      const records = Array.from({ length: 50 }, (_, row) => order(i * 100 + row, `note ${row}`, "19.990"));
      stream.call.write(i % 5 === 0 ? ingestRecord(i, order(i * 100)) : ingestBatch(i, records));
    }
    await stream.acked(19n);
    const rows = await rowsOf(local);
    expect(rows.length).toBe(4 + 16 * 50);
    expect(rows[0]).toEqual({ id: 0n, note: null, total: null });
    expect(rows[1]).toEqual({ id: 100n, note: "note 0", total: 1999n });
    expect(stream.acks).toEqual([...stream.acks].sort((a, b) => (a < b ? -1 : 1)));
  });

  it("acknowledges everything before it answers a half-close with OK", async () => {
    const local = await started();
    const stream = await opened(local);
    for (let i = 0; i < 100; i++) stream.call.write(ingestRecord(i, order(i)));
    stream.call.end();
    expect(await stream.ended).toMatchObject({ code: status.OK });
    expect(stream.acks.at(-1)).toBe(99n);
    expect((await rowsOf(local)).length).toBe(100);
  });

  it("opens a stream whose create_stream comes with the headers, and one that waits for ours", async () => {
    const local = await started();
    const eager = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
    eager.call.write(createStream());
    await eager.created;
    const waiting = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
    await new Promise((resolve) => waiting.call.once("metadata", resolve));
    waiting.call.write(createStream());
    await waiting.created;
  });

  it("refuses a bad row with its place, and keeps what came before it", async () => {
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1), order(2)]));
    stream.call.write(ingestBatch(1, [order(3), Buffer.from("not a record"), order(5)]));
    expect(await stream.ended).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringMatching(/row 1 of the request at offset 1.*Error Code: 4044/),
    });
    expect(stream.acks).toEqual([0n]);
    expect((await rowsOf(local)).map(({ id }) => id)).toEqual([1n, 2n]);
  });

  it("refuses a descriptor that does not fit with the causes in a trailer, and no token with UNAUTHENTICATED", async () => {
    const local = await started();
    const misfit = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
    misfit.call.write(createStream({ descriptorProto: Buffer.from("\n\u0001T") }));
    const { code, metadata } = await misfit.ended;
    expect(code).toBe(status.INVALID_ARGUMENT);
    expect(String(metadata.get("grpc-status-details-bin")[0])).toContain("MISSING_REQUIRED_COLUMN");
    const anonymous = (await client(local)).open();
    anonymous.call.write(createStream());
    expect(await anonymous.ended).toMatchObject({ code: status.UNAUTHENTICATED });
  });

  it("answers a message above the service's limit with INVALID_ARGUMENT, not with a code that is retried", async () => {
    const local = await started();
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1, "x".repeat(11 * 1024 * 1024))));
    expect(await stream.ended).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: expect.stringContaining("Batch size exceeds maximum allowed size"),
    });
  });

  it("takes an authorization header of 12 kB", async () => {
    const local = await started();
    const stream = (await client(local)).open("x".repeat(12_000));
    stream.call.write(createStream());
    expect(await stream.ended).toMatchObject({ code: status.UNAUTHENTICATED });
  });

  it("survives clients that vanish at any moment, and keeps what it had acknowledged", async () => {
    const local = await started();
    const acked: bigint[] = [];
    for (let round = 0; round < 10; round++) {
      const stream = await opened(local);
      const first = round * 1000;
      for (let i = 0; i < 20; i++) stream.call.write(ingestRecord(i, order(first + i)));
      if (round % 2 === 0) await stream.acked(0n);
      stream.call.cancel();
      await stream.ended;
      for (let i = 0n; i <= (stream.acks.at(-1) ?? -1n); i++) acked.push(BigInt(first) + i);
    }
    const last = await opened(local);
    last.call.write(ingestRecord(0, order(999_999)));
    await last.acked(0n);
    const stored = new Set((await rowsOf(local)).map(({ id }) => id));
    expect(acked.filter((id) => !stored.has(id))).toEqual([]);
    expect(stored).toContain(999_999n);
  });

  it("keeps tables, rows and the clients' tokens over a restart", async () => {
    const dir = await temporaryDirectory();
    const before = await started({ dir });
    const token = await fetchToken(before.catalog, ORDERS);
    const stream = (await client(before)).open(token);
    stream.call.write(createStream());
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    await before.close();
    const after = await started({ dir, tables: [] });
    expect(after.tables()).toEqual(before.tables());
    const again = (await client(after)).open(token);
    again.call.write(createStream());
    again.call.write(ingestRecord(0, order(2)));
    await again.acked(0n);
    expect((await rowsOf(after)).map(({ id }) => id)).toEqual([1n, 2n]);
    const info = await fetch(`${after.catalog}/api/2.1/unity-catalog/tables/${ORDERS}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(fromCatalog(await info.json()).schema).toEqual(ordersSchema);
  });

  it("creates tables while it runs, keeps the ones that are there, and says what it cannot create", async () => {
    const local = await started();
    const items = { ...ordersInfo, name: "items" };
    expect(await local.createTable(items)).toMatchObject({ fullName: "main.shop.items" });
    expect(await local.createTable(items)).toMatchObject({ fullName: "main.shop.items" });
    await expect(
      local.createTable({ ...items, columns: [{ name: "x", type_json: '"long"' }] }),
    ).rejects.toThrow(TableExistsError);
    await expect(
      local.createTable({ ...items, columns: [{ name: "x", type_json: '"void"' }] }),
    ).rejects.toThrow(TableDefinitionError);
    expect(local.tables().map(({ fullName }) => fullName)).toEqual(["main.shop.items", ORDERS]);
  });

  it("is alone in its directory, and lets go of it when it cannot start", async () => {
    const dir = await temporaryDirectory();
    await expect(startLocal({ dir, tables: [{}] })).rejects.toThrow(TableDefinitionError);
    await started({ dir });
    await expect(startLocal({ dir })).rejects.toThrow(DirectoryInUseError);
  });

  it("starts although one of its tables is broken, and says so", async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, "main", "shop", "broken", "_delta_log"), { recursive: true });
    await writeFile(join(dir, "main", "shop", "broken", "_delta_log", `${"0".repeat(20)}.json`), "{");
    const lines: string[] = [];
    const local = await started({ dir, log: (line) => lines.push(line) });
    expect(local.tables().map(({ fullName }) => fullName)).toEqual([ORDERS]);
    expect(lines).toContainEqual(expect.stringContaining("main.shop.broken is left out"));
  });

  it("ends its streams with UNAVAILABLE when it closes, after their rows are on disk, and leaves no connection", async () => {
    const dir = await temporaryDirectory();
    const local = await started({ dir });
    const idle = (await client(local)).open();
    await new Promise((resolve) => idle.call.once("metadata", resolve));
    const streams = await Promise.all([opened(local), opened(local), opened(local)]);
    for (const stream of streams) stream.call.write(ingestRecord(0, order(1)));
    await streams[0]?.acked(0n);
    await local.close();
    for (const stream of [idle, ...streams]) {
      const end = { code: status.UNAVAILABLE, details: "the local server is stopping" };
      expect(await stream.ended).toMatchObject(end);
    }
    const acks = streams.flatMap((stream) => stream.acks);
    expect((await rowsOf(local)).length).toBeGreaterThanOrEqual(acks.length);
    await expect(fetch(local.catalog)).rejects.toThrow();
    await expect(readFile(join(dir, "server.lock"))).rejects.toThrow("ENOENT");
    await local.close();
  });

  it("fails the streams of a table whose disk has gone with UNAVAILABLE, and goes on for the others", async () => {
    const local = await started({ tables: [ordersInfo, { ...ordersInfo, name: "items" }] });
    const stream = await opened(local);
    const directory = local.tables().find(({ fullName }) => fullName === ORDERS)?.directory ?? "";
    await rm(directory, { recursive: true });
    stream.call.write(ingestRecord(0, order(1)));
    expect(await stream.ended).toMatchObject({ code: status.UNAVAILABLE });
    expect(stream.acks).toEqual([]);
    const other = (await client(local)).open(await fetchToken(local.catalog, "main.shop.items"));
    other.call.write(createStream({ tableName: "main.shop.items" }));
    other.call.write(ingestRecord(0, order(1)));
    await other.acked(0n);
  });
});
