import { connect } from "@zerobus-gen/runtime";
import { Orders } from "../support/orders-table.js";

// Ingests rows and awaits none. Ended by a signal, or, when an argument says so, by itself and without closing: at
// once, or when all rows are durable.

const drains = process.argv[2] === "drain";
const zerobus = connect({ tables: { orders: Orders }, ...(drains ? { drainOn: ["SIGTERM"] } : {}) });
const { orders } = zerobus.tables;
await orders.open();
for (let order = 0; order < 1000; order++) orders.ingest({ order_id: order, placed_at: new Date(order) });
if (process.argv[2] === "flush") await orders.flush();
if (process.argv[2] === "exit" || process.argv[2] === "flush") process.exit();
process.stdout.write("ingested\n");
