import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@zerobus-gen/runtime";
import { expect, it, onTestFinished, vi } from "vitest";
import { zerobusDev } from "./support/command.js";
import { loadTables } from "./support/emit-modules.js";
import { storedRows } from "./support/local-orders.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ROWS = 30_000;

it("killing the server in the middle of a stream loses no acked row, and the client recovers by itself", async () => {
  const dir = temporaryFolder();
  const file = join(dir, "orders.json");
  writeFileSync(file, JSON.stringify(ORDERS_INFO));
  const data = join(dir, "data");
  let server = await zerobusDev(["--port", "0", "--dir", data, "--table", file]);
  const { host, port } = new URL(server.endpoint);
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const tables = Object.fromEntries(await loadTables([ORDERS]));

  const ackedAtKill: number[] = [];
  const restart = async (acked: number): Promise<void> => {
    ackedAtKill.push(acked);
    await server.stop("SIGKILL");
    server = await zerobusDev(["--port", port, "--dir", data]);
  };
  const stream = { maxInflightRequests: 2_000, recoveryBackoffMs: 100, recoveryRetries: 30 };
  await using zerobus = connect({ tables, stream });
  const { orders } = zerobus.tables;
  if (orders === undefined) return expect.fail("the generated index has orders");
  let restarting = Promise.resolve();
  for (let row = 0; row < ROWS; row++) {
    if (orders.isFull) await orders.ready();
    orders.ingest({ order_id: row, placed_at: new Date(row), items: [{ sku: `S-${row}` }] });
    if (row === ROWS / 3 || row === (2 * ROWS) / 3) {
      await restarting;
      restarting = restart(orders.acked);
    }
  }
  await orders.flush();
  await restarting;
  expect(orders).toMatchObject({ accepted: ROWS, acked: ROWS });

  const ids = (await storedRows(join(data, "main/shop/orders"))).map((row) => Number(row.order_id));
  expect(new Set(ids).size).toBe(ROWS);
  // What is there twice was committed, and its ack died with the server: at most one window at each kill.
  expect(ids.length - ROWS).toBeLessThanOrEqual(2 * stream.maxInflightRequests);
  expect(ackedAtKill.every((acked) => acked > 0 && acked < ROWS)).toBe(true);
  expect(await server.stop("SIGTERM")).toBe(0);
}, 90_000);
