import { Tokens } from "../auth/tokens.js";
import { IngestSession } from "../ingest/ingest-session.js";
import { openStream } from "../ingest/open-stream.js";
import type { Refusal } from "../ingest/refusal.js";
import type { Table } from "../store/table.js";
import { Warehouse } from "../store/warehouse.js";
import { MemoryFormat, type MemoryStore } from "./memory-format.js";
import { ORDERS, ordersSchema } from "./orders.js";
import { createStream } from "./requests.js";
import { temporaryDirectory } from "./temporary-directory.js";

/** Whose tokens {@link started} takes. */
export const tokens: Tokens = new Tokens(Buffer.alloc(32, 1));
const granted = `Bearer ${tokens.issue({ kind: "table", table: ORDERS })}`;

/** A session of a client that may write {@link ORDERS}, and all around it. */
export interface Started {
  readonly session: IngestSession;
  /** What the client heard. */
  readonly events: string[];
  readonly refusals: Refusal[];
  readonly table: Table;
  readonly store: MemoryStore;
}

/** A session that has heard nothing yet, over a table in memory. */
export async function started(authorization: string = granted): Promise<Started> {
  const format = new MemoryFormat();
  const warehouse = await Warehouse.open(await temporaryDirectory(), format, () => {});
  const table = await warehouse.create(
    { catalog: "main", schema: "shop", table: "orders" },
    { schema: ordersSchema },
  );
  const store = await format.open(table.directory);
  const caller = { authorization, host: "127.0.0.1:4711" };
  const events: string[] = [];
  const refusals: Refusal[] = [];
  const session = new IngestSession((create) => openStream(create, caller, { warehouse, tokens }), {
    created: () => events.push("created"),
    acknowledge: (offset) => events.push(`ack ${offset}`),
    pause: () => events.push("pause"),
    resume: () => events.push("resume"),
    end: (refusal) => {
      if (refusal !== undefined) refusals.push(refusal);
      events.push(refusal === undefined ? "end OK" : `end ${refusal.code} ${refusal.message}`);
    },
  });
  return { session, events, refusals, table, store };
}

/** A session with its stream created. */
export async function opened(): Promise<Started> {
  const all = await started();
  all.session.receive(createStream());
  return all;
}

/** Turns of the event loop until the client has heard of something. */
export async function until(events: readonly string[], start: string): Promise<void> {
  while (!events.some((event) => event.startsWith(start))) await new Promise(setImmediate);
}
