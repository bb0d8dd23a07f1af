import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { startLocal } from "@zerobus-gen/local";
import { connect } from "@zerobus-gen/runtime";
import { type PlaceOrderRequest, PlaceOrderRequestSchema } from "./gen/shop/v1/orders_pb.js";
import { orderService } from "./order-service.js";
import { tables } from "./tables/index.js";

/** A request as an RPC server has it: read from the bytes that a client sent. */
function received(): PlaceOrderRequest {
  const sent = create(PlaceOrderRequestSchema, {
    order: {
      orderId: 9007199254740993n,
      placedAt: BigInt(Date.parse("2026-01-31T12:00:00Z")) * 1000n,
      total: "19.99",
      items: [{ sku: "A-1", quantity: 2 }, { sku: "B-7" }],
      labels: { channel: "web" },
      shipTo: { city: "Oslo", postalCode: "0150" },
    },
  });
  return fromBinary(PlaceOrderRequestSchema, toBinary(PlaceOrderRequestSchema, sent));
}

/** Places one order at a local server that keeps its tables in `dir`, and prints what lies there then. */
async function run(dir: string): Promise<void> {
  const definition = await readFile(new URL("../tables/orders.json", import.meta.url), "utf8");
  await using local = await startLocal({ dir, tables: [JSON.parse(definition)] });
  process.env.ZEROBUS_EMULATOR_HOST = new URL(local.endpoint).host;

  await using zerobus = connect({ tables });
  const { offset } = await orderService(zerobus.tables.orders).placeOrder(received());
  process.stdout.write(`order ${offset} is durable; the table holds\n`);

  for (const row of await local.rows(tables.orders)) {
    process.stdout.write(`${inspect(row, { depth: null, breakLength: 100 })}\n`);
  }
}

const [given] = process.argv.slice(2);
const dir = given ?? (await mkdtemp(join(tmpdir(), "zerobus-example-")));
await run(dir);
if (given === undefined) await rm(dir, { recursive: true });
