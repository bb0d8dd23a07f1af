import { connect, type Table } from "@zerobus-gen/runtime";
import { say } from "./say.js";

// Arguments: the generated index, the folder of the spool, the first order, and how many, or `close`. Sends what an
// earlier process has left. Then ingests, and says every order once it is accepted; or closes, and says how that went.

const [index = "", dir = "", first = "0", count = "close"] = process.argv.slice(2);
const { tables }: { tables: { orders: Table<Readonly<Record<string, unknown>>> } } = await import(index);
const zerobus = connect({ tables, stream: { spool: { dir, sync: "none" }, recoveryBackoffMs: 20 } });
const { orders } = zerobus.tables;

say(`left ${orders.accepted}`);
if (count === "close") {
  const { acked, unacked } = await orders.close();
  await zerobus.close();
  say(`acked ${acked} unacked ${unacked.length}`);
} else {
  for (let order = Number(first); order < Number(first) + Number(count); order++) {
    orders.ingest({
      order_id: BigInt(order) + 2n ** 60n,
      placed_at: new Date(order),
      total: "0.10",
      items: [{ sku: `ä ${order}`, quantity: order }, { sku: "" }],
    });
    say(`accepted ${order}`);
    if (order % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  // Until it is killed.
  setInterval(() => {}, 60_000);
}
