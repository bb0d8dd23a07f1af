import { join } from "node:path";
import { type LocalZerobus, type Row, readTable, startLocal } from "@zerobus-gen/local";
import type { Table } from "@zerobus-gen/runtime";
import { onTestFinished, vi } from "vitest";
import { type AnyRow, loadTables } from "./emit-modules.js";
import { ORDERS, ORDERS_INFO } from "./shop.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A local server with the table `main.shop.orders`, which clients of this test connect to. */
export interface LocalOrders {
  readonly local: LocalZerobus;
  readonly tables: { readonly orders: Table<AnyRow> };
  /** What lies in the table. */
  readonly stored: () => Promise<readonly Row[]>;
}

/** Starts it. It stops with the test. */
export async function localOrders(): Promise<LocalOrders> {
  const dir = temporaryFolder();
  const local = await startLocal({ dir, tables: [ORDERS_INFO] });
  onTestFinished(() => local.close());
  vi.stubEnv("ZEROBUS_EMULATOR_HOST", new URL(local.endpoint).host);
  onTestFinished(() => void vi.unstubAllEnvs());
  const orders = (await loadTables([ORDERS])).get("orders");
  if (orders === undefined) throw new Error("the generated index has no orders");
  return { local, tables: { orders }, stored: () => storedRows(join(dir, "main/shop/orders")) };
}

/** Every row of a Delta table. */
export async function storedRows(directory: string | undefined): Promise<readonly Row[]> {
  if (directory === undefined) throw new Error("the table is in memory");
  const rows: Row[] = [];
  for await (const row of readTable(directory)) rows.push(row);
  return rows;
}
