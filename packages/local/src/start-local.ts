import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ServerCredentials } from "@grpc/grpc-js";
import { getRequestListener } from "@hono/node-server";
import { loadSigningKey } from "./auth/signing-key.js";
import { Tokens } from "./auth/tokens.js";
import { TableChanges } from "./catalog/table-changes.js";
import { FaultBook, type Faults } from "./faults/fault-book.js";
import { nameInCatalog } from "./schema/from-catalog.js";
import { isJsonObject } from "./schema/json-object.js";
import { formatTableName } from "./schema/table-name.js";
import { httpApp } from "./server/http-app.js";
import { IngestService } from "./server/ingest-service.js";
import { SharedPort } from "./server/shared-port.js";
import { StreamLog, type StreamRecord } from "./server/stream-log.js";
import { beforeCommit, beforeToken } from "./server/waiting-faults.js";
import { type DirectoryLock, lockDirectory } from "./store/directory-lock.js";
import type { Table } from "./store/table.js";
import { ThreadFormat } from "./store/thread/thread-format.js";
import { Warehouse } from "./store/warehouse.js";

/** How to start a local server. */
export interface LocalOptions {
  /** Where the tables are kept; made when it does not exist. One server at a time. */
  readonly dir: string;
  /** Port of 127.0.0.1 that everything is served on. Default 0: any free one. */
  readonly port?: number;
  /** Tables to create, each as Unity Catalog describes it: a TableInfo, parsed. Default none. */
  readonly tables?: readonly unknown[];
  /** How long access tokens live. Default an hour, as those of the service. Streams outlive their token. */
  readonly tokenLifeMs?: number;
  /** Hears what happens, a line at a time. Default: nobody. */
  readonly log?: (line: string) => void;
}

/** One table of a local server. */
export interface LocalTable {
  /** `catalog.schema.table`. */
  readonly fullName: string;
  /** Its Delta table. */
  readonly directory: string;
}

/** What came of altering a table. */
export interface AlteredTable extends LocalTable {
  /** Whether its rows are still there. */
  readonly rows: "kept" | "removed";
  /** Why they had to go, a sentence a column; empty when they stayed. */
  readonly because: readonly string[];
}

/** A running local server. */
export interface LocalZerobus extends AsyncDisposable {
  /** Where to stream to. */
  readonly endpoint: string;
  /** The workspace: OAuth tokens and Unity Catalog. The same address. */
  readonly catalog: string;
  /**
   * Creates a table from a TableInfo. One that exists with the same columns is kept as it is.
   * @throws {TableDefinitionError} with everything that keeps it from being a table here
   * @throws {TableExistsError} when it exists with other columns
   */
  createTable(tableInfo: unknown): Promise<LocalTable>;
  /**
   * Alters a table, to rehearse drift. Takes a TableInfo that names the table; what it does not mention stays as it is.
   *
   * Rows stay when they can be read as they lie there: when new columns are nullable, and the others are the same, in
   * the same order, or laxer than they were. Otherwise the table is replaced, under the same `table_id`, and one commit
   * takes the rows. Open streams whose records no longer fit end with INVALID_ARGUMENT, once what they had sent is
   * committed and acked.
   * @throws {TableDefinitionError} with everything that keeps it from being a table here
   * @throws {NoSuchTableError}
   */
  alterTable(tableInfo: unknown): Promise<AlteredTable>;
  /**
   * Drops a table, rows and all. Open streams on it end with NOT_FOUND.
   * @throws {NoSuchTableError}
   */
  dropTable(fullName: string): Promise<void>;
  /** All tables, by name. */
  tables(): readonly LocalTable[];
  /** What is to go wrong, on purpose. Nothing, unless told. */
  readonly faults: Faults;
  /** The newest thousand streams, live ones too, in the order they came. */
  streams(): readonly StreamRecord[];
  /** Commits what has arrived, ends every stream with UNAVAILABLE, and stops. Takes seconds at most. */
  close(): Promise<void>;
}

/** Milliseconds that a client has for its headers and for a whole request, and how often that is looked at. */
const HTTP_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };
/** For streams to end, and then for commits to finish. */
const DRAIN_MS = 3_000;
/** For connections to close by themselves. */
const GOODBYE_MS = 500;

/**
 * Starts a local Zerobus on one port of 127.0.0.1: gRPC ingest, OAuth and Unity Catalog, over Delta tables on disk.
 * @throws {DirectoryInUseError} when another local server has the directory
 */
export async function startLocal(options: LocalOptions): Promise<LocalZerobus> {
  const directory = resolve(options.dir);
  await mkdir(directory, { recursive: true });
  const lock = await lockDirectory(directory);
  const format = new ThreadFormat({ ack: "committed" });
  try {
    format.start();
    return await serve(directory, { lock, format }, options);
  } catch (error) {
    await format.close();
    await lock.release();
    throw error;
  }
}

/** What a server holds, to be let go of in this order reversed. */
interface Held {
  readonly lock: DirectoryLock;
  readonly format: ThreadFormat;
}

async function serve(
  directory: string,
  { lock, format }: Held,
  options: LocalOptions,
): Promise<LocalZerobus> {
  const { port = 0, tables = [], log = () => {}, tokenLifeMs } = options;
  const tokens = new Tokens(
    await loadSigningKey(directory),
    tokenLifeMs === undefined ? {} : { lifeMs: tokenLifeMs },
  );
  const faults = new FaultBook();
  const streams = new StreamLog();
  const warehouse = await Warehouse.open(directory, format, log, { before: beforeCommit(faults) });
  const changes = new TableChanges(warehouse, log);
  const createTable = async (tableInfo: unknown): Promise<LocalTable> =>
    toLocalTable(await changes.create(tableInfo));
  const alterTable = async (tableInfo: unknown): Promise<AlteredTable> => {
    const info = isJsonObject(tableInfo) ? tableInfo : {};
    const { table, loss } = await changes.alter(formatTableName(nameInCatalog(info)), info);
    return { ...toLocalTable(table), rows: loss.length === 0 ? "kept" : "removed", because: loss };
  };
  for (const table of tables) await createTable(table);

  const ingest = new IngestService({ warehouse, tokens }, { faults, streams, log });
  const grpc = ingest.createServer().createConnectionInjector(ServerCredentials.createInsecure());
  const app = httpApp(warehouse, changes, tokens, log, beforeToken(faults));
  const http = createServer(HTTP_LIMITS, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const shared = await SharedPort.listen(port, {
    http1: (socket) => http.emit("connection", socket),
    http2: (socket) => grpc.injectConnection(socket),
  });
  // The HTTP server never listens itself; its deadlines for headers and requests start with this event.
  http.emit("listening");

  const stop = async (): Promise<void> => {
    try {
      await within(DRAIN_MS, ingest.stop());
      await within(DRAIN_MS, warehouse.close());
    } finally {
      grpc.destroy();
      http.close();
      await shared.close(GOODBYE_MS);
      await format.close();
      await lock.release();
    }
  };
  let stopping: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopping ??= stop();
    return stopping;
  };
  const address = `http://127.0.0.1:${shared.port}`;
  return {
    endpoint: address,
    catalog: address,
    createTable,
    alterTable,
    dropTable: (fullName) => changes.drop(fullName),
    tables: () => warehouse.list().map(toLocalTable),
    faults,
    streams: () => streams.list(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toLocalTable({ fullName, directory }: Table): LocalTable {
  return { fullName, directory };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, delay(ms, undefined, { ref: false })]);
}
