import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { Orders } from "../support/orders-table.js";
import { ORDERS_INFO } from "../support/shop.js";

// Starts a server, ingests, closes both, and ends. Nothing here ends the process: it ends when nothing is left open.

const dir = mkdtempSync(join(tmpdir(), "zerobus-gen-"));
const local = await startLocal({ dir, tables: [ORDERS_INFO] });
process.env.ZEROBUS_EMULATOR_HOST = new URL(local.endpoint).host;
const zerobus = connect({ tables: { orders: Orders, unused: Orders } });
for (let order = 0; order < 1000; order++)
  zerobus.tables.orders.ingest({ order_id: order, placed_at: new Date(order) });
await zerobus.tables.orders.flush();
process.stdout.write(`${zerobus.tables.orders.acked} acked\n`);
await zerobus.close();
await local.close();
rmSync(dir, { recursive: true });
