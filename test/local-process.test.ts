import { connect } from "@zerobus-gen/runtime";
import { expect, it, onTestFinished, vi } from "vitest";
import { loadTables } from "./support/emit-modules.js";
import { storedRows } from "./support/local-orders.js";
import { LocalProcess } from "./support/local-process.js";
import { ORDERS, ORDERS_INFO } from "./support/shop.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const HITS = { timeout: 10_000 };

it("a server in another process takes faults, tells its streams, and is killed and started again over its rows", async () => {
  const dir = temporaryFolder();
  const first = await LocalProcess.start({ dir, tables: [ORDERS_INFO] });
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(first.endpoint).host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const tables = Object.fromEntries(await loadTables([ORDERS]));
  const stream = { recoveryBackoffMs: 50, recoveryRetries: 30 };
  await using zerobus = connect({ tables, stream });
  const { orders } = zerobus.tables;
  if (orders === undefined) return expect.fail("the generated index has orders");

  const cut = await first.addFault({ fault: { kind: "commit-then-cut" }, table: "main.shop.orders" });
  const idle = await first.addFault({
    fault: { kind: "fail-commit" },
    table: "main.shop.none",
    times: "always",
  });
  await expect(first.addFault({ fault: { kind: "fail-commit" }, now: true })).rejects.toThrow(
    "FaultRuleError",
  );
  orders.ingest({ order_id: 1, placed_at: new Date(1) });
  await orders.flush();
  expect([await cut.hits(), await idle.hits()]).toEqual([1, 0]);
  expect(await first.streams()).toMatchObject([
    { table: "main.shop.orders", requests: 1, acked: 0, ended: "struck" },
    { table: "main.shop.orders", requests: 1, acked: 1, ended: undefined },
  ]);

  const silent = await first.addFault({ fault: { kind: "drop-acks" }, now: true });
  expect(await silent.hits()).toBe(1);
  orders.ingest({ order_id: 2, placed_at: new Date(2) });
  await vi.waitFor(async () => expect((await first.streams())[1]).toMatchObject({ requests: 2 }), HITS);
  await idle.remove();
  await first.clearFaults();
  await first.kill();

  const second = await LocalProcess.start({ dir, port: first.port });
  expect(second.tables).toEqual(first.tables);
  await orders.flush();
  expect(orders).toMatchObject({ accepted: 2, acked: 2 });
  await vi.waitFor(async () => expect(await second.streams()).toMatchObject([{ acked: 1 }]), HITS);
  const ids = (await storedRows(second.tables[0]?.directory ?? "")).map((row) => Number(row.order_id));
  // The first was committed before its connection was cut, and came again.
  expect(ids.filter((id) => id === 1).length).toBe(2);
  expect(new Set(ids)).toEqual(new Set([1, 2]));
  await zerobus.close();
  expect(await second.stop()).toBe(0);
}, 60_000);
