import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LeakError, type LocalOptions, type LocalZerobus, startLocal } from "./index.js";
import { ORDERS, order, ordersInfo } from "./testing/orders.js";
import { opened } from "./testing/orders-server.js";
import { fetchToken } from "./testing/raw-client.js";
import { ingestBatch, ingestRecord } from "./testing/requests.js";
import { temporaryDirectory } from "./testing/temporary-directory.js";

const EMULATOR = "ZEROBUS_EMULATOR_HOST";

/** A server with the orders in memory. It stops with the test. */
async function inMemory(options: LocalOptions = {}): Promise<LocalZerobus> {
  const local = await startLocal({ tables: [ordersInfo], ...options });
  onTestFinished(() => local.close());
  return local;
}

describe("a server without a directory", () => {
  it("has its tables in memory, and says so", async () => {
    const local = await inMemory();
    expect(local.tables()).toEqual([{ fullName: ORDERS, directory: undefined }]);
    const stream = await opened(local);
    stream.call.write(ingestBatch(0, [order(1, "a", "19.9"), order(2)]));
    stream.call.write(ingestRecord(1, order(3)));
    await stream.acked(1n);
    expect(await local.rows(ORDERS)).toEqual([{ id: 1n, note: "a", total: "19.90" }, { id: 2n }, { id: 3n }]);
    await expect(local.rows("main.shop.nosuch")).rejects.toThrow("table main.shop.nosuch does not exist");
  });

  it("has no rows to tell of when it is closed, and does not say that there are none", async () => {
    const local = await inMemory();
    await local.close();
    await expect(local.rows(ORDERS)).rejects.toThrow(`the local server is closed; read ${ORDERS} before`);
  });

  it("creates, alters and drops them like others", async () => {
    const local = await inMemory();
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    const wider = structuredClone(ordersInfo) as { columns: object[] };
    wider.columns.push({
      name: "city",
      type_json: '"string"',
      type_text: "string",
      nullable: true,
      position: 3,
    });
    expect(await local.alterTable(wider)).toMatchObject({ rows: "kept", directory: undefined });
    expect(await local.rows(ORDERS)).toEqual([{ id: 1n }]);
    await expect(local.createTable(ordersInfo)).rejects.toThrow(
      `table ${ORDERS} exists with another schema: column city is gone. Alter it, drop it to start over`,
    );
    await local.dropTable(ORDERS);
    expect(await stream.ended).toMatchObject({ code: status.NOT_FOUND });
    await local.createTable(ordersInfo);
    expect(await local.rows(ORDERS)).toEqual([]);
  });

  it("names no place of them in the catalog, not even the one that they were given", async () => {
    const local = await inMemory({ tables: [{ ...ordersInfo, storage_location: "s3://elsewhere" }] });
    const [table] = local.tables();
    expect(table?.directory).toBeUndefined();
    const token = await fetchToken(local.catalog);
    const url = `${local.catalog}/api/2.1/unity-catalog/tables/${ORDERS}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).not.toHaveProperty("storage_location");
  });
});

describe("clear", () => {
  it.each(["in memory", "on disk"])(
    "leaves a server %s as it was at first, with its live streams",
    async (where) => {
      const local = await inMemory(where === "on disk" ? { dir: await temporaryDirectory() } : {});
      const [over, live] = [await opened(local), await opened(local)];
      over.call.write(ingestRecord(0, order(1)));
      live.call.write(ingestRecord(0, order(2)));
      await Promise.all([over.acked(0n), live.acked(0n)]);
      over.call.end();
      await over.ended;
      local.faults.add({ fault: { kind: "duplicate-ack" }, times: "always" });
      await local.clear();
      expect([await local.rows(ORDERS), local.faults.list(), local.streams().length]).toEqual([[], [], 1]);
      live.call.write(ingestRecord(1, order(3)));
      await live.acked(1n);
      expect([await local.rows(ORDERS), live.acks]).toEqual([[{ id: 3n }], [0n, 1n]]);
      live.call.end();
      await live.ended;
    },
  );

  it("takes what was accepted before, though it waits for its commit still", async () => {
    const local = await inMemory();
    const stream = await opened(local);
    local.faults.add({ fault: { kind: "slow-disk", delayMs: 50 } });
    stream.call.write(ingestRecord(0, order(1)));
    await vi.waitFor(() => expect(local.streams()[0]?.requests).toBe(1));
    await local.clear();
    await stream.acked(0n);
    expect(await local.rows(ORDERS)).toEqual([]);
  });
});

describe("leaks", () => {
  it("are none after streams that were closed and faults that struck", async () => {
    const local = await inMemory({ faults: [{ fault: { kind: "duplicate-ack" } }] });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    stream.call.end();
    await stream.ended;
    expect(local.leaks()).toEqual([]);
    await local.close({ strict: true });
  });

  it("are streams that nobody closed, and faults that never struck", async () => {
    const unused = { fault: { kind: "fail-commit" }, table: "main.shop.other" } as const;
    const local = await inMemory({ faults: [unused] });
    const stream = await opened(local);
    stream.call.write(ingestRecord(0, order(1)));
    await stream.acked(0n);
    expect(local.leaks()).toEqual([
      { kind: "open-stream", table: ORDERS, requests: 1, acked: 1 },
      { kind: "unused-fault", rule: unused },
    ]);
    const closed = local.close({ strict: true });
    await expect(closed).rejects.toThrow(LeakError);
    await expect(closed).rejects.toMatchObject({ leaks: { length: 2 } });
    expect(await stream.ended).toMatchObject({ code: status.UNAVAILABLE });
    await expect(fetch(local.endpoint)).rejects.toThrow();
    await local.close();
  });
});

describe("the options of a server", () => {
  it("begin with faults, and refuse all that make no sense together", async () => {
    const nonsense = [{ fault: { kind: "explode" } }, { fault: { kind: "cut" }, times: 0 }] as never;
    const starting = startLocal({ faults: nonsense });
    await expect(starting).rejects.toThrow(/no fault "explode"[\s\S]*times is 0/);
    const local = await inMemory({ faults: [{ fault: { kind: "refuse-create", code: "ABORTED" } }] });
    expect(local.faults.list().map(({ rule }) => rule.fault.kind)).toEqual(["refuse-create"]);
    await expect(opened(local)).rejects.toThrow("ended: 10");
  });

  it("point clients to it while it runs, and then where they pointed before", async () => {
    for (const before of ["elsewhere:1", undefined]) {
      vi.stubEnv(EMULATOR, before);
      const local = await inMemory({ env: true });
      expect(process.env[EMULATOR]).toBe(new URL(local.endpoint).host);
      await local.close();
      expect(process.env[EMULATOR]).toBe(before);
      expect(EMULATOR in process.env).toBe(before !== undefined);
    }
    vi.unstubAllEnvs();
  });

  it("leave alone who was pointed elsewhere meanwhile, and everybody without env", async () => {
    vi.stubEnv(EMULATOR, "before:1");
    const local = await inMemory({ env: true });
    process.env[EMULATOR] = "other:2";
    await inMemory();
    await local.close();
    expect(process.env[EMULATOR]).toBe("other:2");
    vi.unstubAllEnvs();
  });
});
