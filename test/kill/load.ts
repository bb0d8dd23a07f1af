import { ORDERS, order, ordersInfo } from "../../packages/local/src/testing/orders.js";
import { fetchToken, RawClient } from "../../packages/local/src/testing/raw-client.js";
import { createStream, ingestBatch, ingestRecord } from "../../packages/local/src/testing/requests.js";
import type { Random } from "../chaos/random.js";
import type { Ledger } from "./ledger.js";
import type { ServerLife } from "./server-life.js";

/** The table that is made, altered and dropped all the time. */
export const SIDE = "main.shop.side";

const STREAMS = 3;
/** Requests that a stream sends ahead of its acks. */
const AHEAD = 12;
const MOST_ROWS = 30;

/** Works a server until it is killed. What it says is in the ledger then. */
export async function load(
  server: ServerLife,
  endpoint: string,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  using client = new RawClient(endpoint);
  const token = await fetchToken(endpoint, ORDERS).catch(() => undefined);
  if (token === undefined) return;
  const streams = Array.from({ length: STREAMS }, () => ingest(client, token, ledger, random));
  await Promise.all([...streams, alterTables(server, ledger)]);
}

/** Sends rows, each once, until the stream ends. */
async function ingest(client: RawClient, token: string, ledger: Ledger, random: Random): Promise<void> {
  const stream = client.open(token, { "x-databricks-zerobus-table-name": ORDERS });
  stream.call.write(createStream());
  const requests: (readonly number[])[] = [];
  try {
    await stream.created;
    for (;;) {
      const rows = Array.from({ length: random.int(1, MOST_ROWS) }, () => ledger.send());
      const [first, ...more] = rows.map(({ id, note }) => order(id, note));
      const offset = requests.push(rows.map(({ id }) => id)) - 1;
      if (first === undefined) continue;
      const isSingle = more.length === 0;
      stream.call.write(isSingle ? ingestRecord(offset, first) : ingestBatch(offset, [first, ...more]));
      await stream.acked(BigInt(offset - AHEAD));
    }
  } catch {
    // The server is gone.
  }
  await stream.ended;
  const last = Number(stream.acks.at(-1) ?? -1n);
  for (const id of requests.slice(0, last + 1).flat()) ledger.ack(id);
}

/** Makes, alters and drops a table, over and over. */
async function alterTables(server: ServerLife, ledger: Ledger): Promise<void> {
  for (;;) {
    const { side } = ledger;
    const next = side === 0 ? 1 : side === 1 ? 2 : 0;
    ledger.sideMayBe(next);
    const table = { ...ordersInfo, name: "side", columns: [column("a", 0), column("b", 1)].slice(0, next) };
    const request =
      next === 0
        ? ({ kind: "drop", table: SIDE } as const)
        : ({ kind: next === 1 ? "create" : "alter", table } as const);
    if (!(await server.ask(request))) return;
    ledger.sideIs(next);
  }
}

function column(name: string, position: number): object {
  const type = { type_text: "bigint", type_name: "LONG", position, nullable: true };
  return { name, ...type, type_json: JSON.stringify({ name, type: "long", nullable: true, metadata: {} }) };
}
