import { connect } from "@zerobus-gen/runtime";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { TcpGate } from "./conformance/support/tcp-gate.js";
import type { AnyRow } from "./support/emit-modules.js";
import { localOrders } from "./support/local-orders.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const ROWS = 5_000;
const CUSTOMERS = 23;
const customerOf = ({ order_id }: AnyRow): string => `customer ${Number(order_id) % CUSTOMERS}`;

function* orderRows(): Generator<AnyRow> {
  for (let id = 0; id < ROWS; id++) yield { order_id: id, placed_at: new Date(id) };
}

/** Every row is there, and those of a customer in order; some twice, if that is allowed. */
function expectAll(rows: readonly AnyRow[], mayRepeat: boolean): void {
  const stored = rows.map(({ order_id }) => Number(order_id));
  if (!mayRepeat) expect(stored).toHaveLength(ROWS);
  const first = [...new Set(stored)];
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const expected = Array.from({ length: ROWS }, (_, id) => id).filter((id) => id % CUSTOMERS === customer);
    expect(first.filter((id) => id % CUSTOMERS === customer)).toEqual(expected);
  }
}

describe("lanes", () => {
  it("are streams of their own on the server, with one flush and one report over all of them", async () => {
    const { local, tables, stored } = await localOrders();
    await using zerobus = connect({
      tables,
      streams: { orders: { lanes: 4, laneKey: customerOf, maxInflightRequests: 1_500 } },
    });
    const { orders } = zerobus.tables;
    expect(await orders.ingestAll(orderRows())).toBe(ROWS);
    await orders.flush();
    expect(orders).toMatchObject({ accepted: ROWS, acked: ROWS });
    expectAll(await stored(), false);
    expect(local.streams().filter(({ acked }) => acked > 0)).toHaveLength(4);
    expect(await orders.close()).toMatchObject({ acked: ROWS, unacked: [], error: undefined });
  });

  it("recover each by itself", async () => {
    const { local, tables, stored } = await localOrders();
    const resets = [3, 9, 20].map((afterRequests) =>
      local.faults.add({ fault: { kind: "reset" }, afterRequests }),
    );
    await using zerobus = connect({
      tables,
      stream: { recoveryBackoffMs: 5 },
      streams: { orders: { lanes: 3, laneKey: customerOf, maxInflightRequests: 100 } },
    });
    await zerobus.tables.orders.ingestAll(orderRows());
    await zerobus.tables.orders.flush();
    expect(resets.map(({ hits }) => hits)).toEqual([1, 1, 1]);
    expectAll(await stored(), true);
  });
});

describe("a network that takes everything and lets nothing through", () => {
  it.each([1, 3])("is left for a new connection, with %i lanes, within an attempt or two", async (lanes) => {
    const { local, tables, stored } = await localOrders();
    const gate = await TcpGate.to(Number(new URL(local.endpoint).port));
    onTestFinished(() => gate.close());
    vi.stubEnv("ZEROBUS_EMULATOR_HOST", `127.0.0.1:${gate.port}`);
    const zerobus = connect({
      tables,
      stream: { recoveryBackoffMs: 5, serverLackOfAckTimeoutMs: 400, recoveryTimeoutMs: 2_000, lanes },
      streams: { orders: { laneKey: customerOf, spool: { dir: temporaryFolder() } } },
    });
    const { orders } = zerobus.tables;
    await orders.open();
    gate.freeze();
    await orders.ingestAll(orderRows());
    await orders.flush();
    expect(orders).toMatchObject({ accepted: ROWS, acked: ROWS });
    expectAll(await stored(), true);
    // One frozen and one that works for each lane, and at most one more that was begun on the frozen one.
    expect(local.streams().length).toBeGreaterThanOrEqual(2 * lanes);
    expect(local.streams().length).toBeLessThanOrEqual(3 * lanes);
    const report = await orders.close();
    expect(report).toMatchObject({ acked: ROWS, spooled: 0, unacked: [] });
    await zerobus.close();
  });
});
