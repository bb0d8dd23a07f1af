import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { defineTable } from "@zerobus-gen/runtime/codegen";
import { ORDERS_INFO } from "../support/shop.js";

// Starts a server, ingests, closes both, and ends. Nothing here ends the process: it ends when nothing is left open.

/** As much of `main.shop.orders` as a NOT NULL check asks for. */
const Orders = defineTable<{ readonly order_id: number; readonly placed_at: Date }>({
  name: "main.shop.orders",
  fingerprint: "",
  descriptor: "CgZPcmRlcnMSEAoIb3JkZXJfaWQYASACKAMSEQoJcGxhY2VkX2F0GAIgAigD",
  write: (w, row) => {
    w.bigint(1, "order_id", row.order_id);
    w.timestamp(2, "placed_at", row.placed_at);
  },
});

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
