import {
  type ConnectOptions,
  connect,
  type StreamOptions,
  type TableStream,
  type Zerobus,
} from "@zerobus-gen/runtime";
import { test as base } from "vitest";
import { ROWS, type Row } from "./rows.js";
import type { ScriptedCall } from "./scripted-call.js";
import { ScriptedServer } from "./scripted-server.js";

type Tables = { readonly rows: typeof ROWS };

/** What a test says of its client besides the options of the stream. */
export type ClientOptions = Partial<Omit<ConnectOptions<Tables>, "stream" | "tables">>;

interface Conversation {
  /** The server. It stops with the test. */
  readonly server: ScriptedServer;
  /** Connects a client to the server; the client ends with the test. Pauses between attempts are short. */
  readonly client: (stream?: StreamOptions, options?: ClientOptions) => Zerobus<Tables>;
  /** The same, for the stream of rows alone. */
  readonly open: (stream?: StreamOptions, options?: ClientOptions) => TableStream<Row>;
}

/** A test with a scripted server and clients of it, all real, over real sockets. */
export const test = base.extend<Conversation>({
  // biome-ignore lint/correctness/noEmptyPattern: the test runner reads the names of what a fixture needs
  server: async ({}, use) => {
    const server = await ScriptedServer.start();
    await use(server);
    await server.close();
  },
  client: async ({ server }, use) => {
    const clients: Zerobus<Tables>[] = [];
    await use((stream, options) => {
      const client = connect({
        tables: { rows: ROWS },
        endpoint: server.endpoint,
        token: () => "t",
        stream: { recoveryBackoffMs: 1, flushTimeoutMs: 5_000, ...stream },
        ...options,
      });
      clients.push(client);
      return client;
    });
    // Whatever is unacked stays so: the test is over.
    const closed = clients.map(({ tables }) => tables.rows.close({ signal: AbortSignal.abort() }));
    server.cut();
    await Promise.all(closed);
    await Promise.allSettled(clients.map((client) => client.close()));
  },
  open: async ({ client }, use) => {
    await use((stream, options) => client(stream, options).tables.rows);
  },
});

/** The next call, once the stream on it is created and so many rows, numbered from 0, have arrived, one a message. */
export async function sent(
  server: ScriptedServer,
  stream: TableStream<Row>,
  count: number,
): Promise<ScriptedCall> {
  const receipts = [stream.ingest({ n: 0 })];
  const call = await server.nextStream();
  await call.receives(1);
  while (receipts.length < count) {
    receipts.push(stream.ingest({ n: receipts.length }));
    await call.receives(receipts.length);
  }
  return call;
}
