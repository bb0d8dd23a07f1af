import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ServerCredentials } from "@grpc/grpc-js";
import { getRequestListener } from "@hono/node-server";
import { Activity } from "./activity/activity.js";
import { CLOCK } from "./activity/clock.js";
import { EventLines } from "./activity/event-lines.js";
import { Tokens } from "./auth/tokens.js";
import { TableChanges } from "./catalog/table-changes.js";
import { ConsoleService } from "./console/console-service.js";
import { FaultBook } from "./faults/fault-book.js";
import { directoryHome, type Home, memoryHome } from "./home.js";
import { findLeaks, type Leak, LeakError } from "./leaks/leak.js";
import type { AlteredTable, LocalOptions, LocalTable, LocalZerobus } from "./local-zerobus.js";
import { rowReader } from "./rows/read-rows.js";
import { nameInCatalog } from "./schema/from-catalog.js";
import { isJsonObject } from "./schema/json-object.js";
import { formatTableName } from "./schema/table-name.js";
import { pointClientsTo } from "./server/emulator-host.js";
import { httpApp } from "./server/http-app.js";
import { IngestService } from "./server/ingest-service.js";
import { Inserts } from "./server/inserts.js";
import { SharedPort } from "./server/shared-port.js";
import { beforeCommit, beforeToken } from "./server/waiting-faults.js";
import type { Table } from "./store/table.js";
import { Warehouse } from "./store/warehouse.js";

/** Milliseconds that a client has for its headers and for a whole request, and how often that is looked at. */
const HTTP_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };
/** For streams to end, and then for commits to finish. */
const DRAIN_MS = 3_000;
/** For connections to close by themselves. */
const GOODBYE_MS = 500;

/**
 * Starts a local Zerobus on one port of 127.0.0.1: gRPC ingest, OAuth and Unity Catalog, over Delta tables on disk, or
 * over tables in memory.
 * @throws {DirectoryInUseError} when another local server has the directory
 * @throws {TypeError} when acks are to be durable without one
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalZerobus> {
  if (options.dir === undefined && options.ack === "durable") {
    throw new TypeError('ack "durable" needs a dir, for the log of what is durable and not in its table yet');
  }
  const home = options.dir === undefined ? memoryHome() : await directoryHome(options.dir, options);
  try {
    return await serve(home, options);
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function serve(home: Home, options: LocalOptions): Promise<LocalZerobus> {
  const { port = 0, tables = [], log = () => {}, onEvent, tokenLifeMs } = options;
  const tokens = new Tokens(home.signingKey, tokenLifeMs === undefined ? {} : { lifeMs: tokenLifeMs });
  const lines = new EventLines(log);
  const activity = new Activity(CLOCK, (event) => {
    lines.hear(event);
    onEvent?.(event);
  });
  const faults = new FaultBook(options.faults, ({ id, rule, hits }, table) => {
    activity.tell({ kind: "fault", rule: id, fault: rule.fault.kind, table: table ?? null, hits });
  });
  // What waits in the log of one table may get there while the next one is opened.
  let viewer: ConsoleService | undefined;
  const warehouse = await Warehouse.open(home.directory, home.format, log, {
    before: beforeCommit(faults),
    after(report) {
      activity.committed(report);
      viewer?.committed(report);
    },
    dropped: (table) => activity.tell({ kind: "table-dropped", table }),
  });
  const server = { endpoint: "", dir: home.directory ?? null, ack: options.ack ?? "committed" };
  viewer = new ConsoleService({
    activity,
    faults,
    warehouse,
    log,
    server: () => server,
    ...(options.drift && { drift: options.drift }),
  });
  const changes = new TableChanges(warehouse, log);
  const createTable = async (tableInfo: unknown): Promise<LocalTable> =>
    toLocalTable(await changes.create(tableInfo));
  const alterTable = async (tableInfo: unknown): Promise<AlteredTable> => {
    const info = isJsonObject(tableInfo) ? tableInfo : {};
    const { table, loss } = await changes.alter(formatTableName(nameInCatalog(info)), info);
    return { ...toLocalTable(table), rows: loss.length === 0 ? "kept" : "removed", because: loss };
  };
  for (const table of tables) await createTable(table);

  const ingest = new IngestService({ warehouse, tokens }, { faults, activity, log });
  const inserts = new Inserts({ warehouse, tokens }, faults);
  const grpc = ingest.createServer().createConnectionInjector(ServerCredentials.createInsecure());
  const app = httpApp(warehouse, changes, tokens, log, {
    beforeToken: beforeToken(faults),
    onDenial: (code, message) => activity.refused("token", undefined, code, message),
    consoleRoutes: viewer.routes(),
    inserts,
    onInsertRefusal: (table, { about, code, message }) =>
      activity.refused(about === "record" ? about : "request", table, code, message),
  });
  const http = createServer(HTTP_LIMITS, getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const shared = await SharedPort.listen(port, {
    http1: (socket) => http.emit("connection", socket),
    http2: (socket) => grpc.injectConnection(socket),
  });
  // The HTTP server never listens itself; its deadlines for headers and requests start with this event.
  http.emit("listening");

  const address = `http://127.0.0.1:${shared.port}`;
  server.endpoint = address;
  const leaveEnv = options.env === true ? pointClientsTo(new URL(address).host) : () => {};
  const stop = async (): Promise<void> => {
    leaveEnv();
    inserts.stop();
    viewer.close();
    try {
      await within(DRAIN_MS, ingest.stop());
      await within(DRAIN_MS, warehouse.close());
    } finally {
      grpc.destroy();
      http.close();
      await shared.close(GOODBYE_MS);
      await home.close();
      lines.flush();
    }
  };
  let stopping: Promise<void> | undefined;
  const leaks = (): readonly Leak[] => {
    const { streams } = activity;
    // Those that live are all told, however many came after them.
    return findLeaks(
      [...streams.live(), ...streams.list().filter(({ ended }) => ended !== undefined)],
      faults,
    );
  };
  const close = async ({ strict = false } = {}): Promise<void> => {
    const found = strict ? leaks() : [];
    stopping ??= stop();
    await stopping;
    if (found.length > 0) throw new LeakError(found);
  };
  return {
    endpoint: address,
    catalog: address,
    createTable,
    alterTable,
    dropTable: (fullName) => changes.drop(fullName),
    materialize: () => warehouse.materialize(),
    compareAgain: () => viewer.compareAgain(),
    tables: () => warehouse.list().map(toLocalTable),
    rows: rowReader(warehouse, () => stopping !== undefined),
    clear: async () => {
      faults.clear();
      await warehouse.clear();
      activity.streams.forgetEnded();
    },
    leaks,
    faults,
    streams: () => activity.streams.list(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

function toLocalTable({ fullName, directory }: Table): LocalTable {
  return { fullName, directory };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, delay(ms, undefined, { ref: false })]);
}
