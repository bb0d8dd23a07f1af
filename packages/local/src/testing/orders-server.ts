import { onTestFinished } from "vitest";
import { type LocalOptions, type LocalZerobus, type Row, readTable, startLocal } from "../index.js";
import { ORDERS, ordersInfo } from "./orders.js";
import { fetchToken, RawClient, type RawStream } from "./raw-client.js";
import { createStream } from "./requests.js";
import { temporaryDirectory } from "./temporary-directory.js";

/** A local server with the table {@link ORDERS}. It stops with the test. */
export async function started(options: Partial<LocalOptions> = {}): Promise<LocalZerobus> {
  const dir = options.dir ?? (await temporaryDirectory());
  const local = await startLocal({ tables: [ordersInfo], ...options, dir });
  onTestFinished(() => local.close());
  return local;
}

/** A connection of its own. It closes with the test. */
export async function client(local: LocalZerobus): Promise<RawClient> {
  const raw = new RawClient(local.endpoint);
  onTestFinished(() => raw[Symbol.dispose]());
  return raw;
}

/** A stream onto {@link ORDERS}, which has asked to be created. */
export async function opening(local: LocalZerobus): Promise<RawStream> {
  const stream = (await client(local)).open(await fetchToken(local.catalog, ORDERS));
  stream.call.write(createStream());
  return stream;
}

/** A stream onto {@link ORDERS}, created. */
export async function opened(local: LocalZerobus): Promise<RawStream> {
  const stream = await opening(local);
  await stream.created;
  return stream;
}

/** What lies in {@link ORDERS}. */
export async function rowsOf(local: LocalZerobus): Promise<Row[]> {
  const rows: Row[] = [];
  const directory = local.tables().find(({ fullName }) => fullName === ORDERS)?.directory ?? "";
  for await (const row of readTable(directory)) rows.push(row);
  return rows;
}
