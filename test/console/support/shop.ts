import { type LocalOptions, type LocalZerobus, startLocal } from "@zerobus-gen/local";
import { connect, type Table, type TableStream } from "@zerobus-gen/runtime";
import { onTestFinished, vi } from "vitest";
import { type AnyRow, loadTables } from "../../support/emit-modules.js";
import { ORDERS, ORDERS_INFO } from "../../support/shop.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** A local server with the table `main.shop.orders`, and the clients of it. */
export interface Shop {
  readonly local: LocalZerobus;
  readonly orders: Table<AnyRow>;
  /** A client of its own, with one stream: connections are not shared. It closes with the test. */
  readonly producer: () => TableStream<AnyRow>;
}

/** Opens a shop. It closes with the test. */
export async function openShop(options: Partial<LocalOptions> = {}): Promise<Shop> {
  const local = await startLocal({ dir: temporaryFolder(), tables: [ORDERS_INFO], ...options });
  onTestFinished(() => local.close());
  const orders = (await loadTables([ORDERS])).get("orders");
  if (orders === undefined) throw new Error("the generated index has no orders");
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(local.endpoint).host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const producer = (): TableStream<AnyRow> => {
    const zerobus = connect({ tables: { orders }, stream: { recoveryBackoffMs: 20 } });
    onTestFinished(async () => void (await zerobus.close().catch(() => {})));
    return zerobus.tables.orders;
  };
  return { local, orders, producer };
}

/** A row of the orders. */
export function order(id: number, more: AnyRow = {}): AnyRow {
  return { order_id: BigInt(id), placed_at: new Date(1_700_000_000_000 + id), ...more };
}
