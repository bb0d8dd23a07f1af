import type { TableDefinition } from "../codegen/table.js";
import { ZerobusError } from "../errors.js";
import type { CatalogAccess } from "../guard/catalog-table.js";
import { type SchemaGuard, schemaGuard } from "../guard/schema-guard.js";
import type { WaitOptions } from "../stream/wait.js";
import { grpcTransport } from "../transport/grpc.js";
import type { Transport } from "../transport/transport.js";
import { VERSION } from "../version.js";
import { type ConnectOptions, checkConnectOptions, type Tables } from "./connect-options.js";
import { drainOn } from "./drain.js";
import { lastWord } from "./last-word.js";
import { openTable, type TableOptions } from "./open-table.js";
import { type Placement, placedTable, resolvePlacement } from "./placed-table.js";
import { type ConnectionSettings, resolveConnection } from "./settings.js";
import { noticeClosed } from "./stream-churn.js";
import type { TableStream } from "./table-stream.js";

/** A stream for each table. */
export type TableStreams<T extends Tables> = {
  readonly [Name in keyof T]: T[Name] extends TableDefinition<infer Row> ? TableStream<Row> : never;
};

interface Closable {
  close(options: WaitOptions): Promise<unknown>;
  closeWhole(options: WaitOptions): Promise<void>;
}

const DRAIN_TIMEOUT_MS = 25_000;

/**
 * A connection to Zerobus: a lazily opened stream for each table, all on one channel, with one token cache.
 * Dispose of it with `await using` or `close()`.
 */
export class Zerobus<T extends Tables> implements AsyncDisposable {
  /** A stream for each table, connected with its first row. */
  readonly tables: TableStreams<T>;
  readonly #options: ConnectOptions<T>;
  readonly #settings: ConnectionSettings;
  readonly #transport: Transport;
  readonly #placement: Placement;
  readonly #streams = new Set<Closable>();
  #stopListening: () => void = () => {};
  #closed: Promise<void> | undefined;

  /** Use {@link connect}. */
  constructor(options: ConnectOptions<T>) {
    checkConnectOptions(options);
    this.#options = options;
    this.#settings = resolveConnection(options, process.env);
    this.#placement = resolvePlacement(options, process.env);
    this.#transport = grpcTransport(this.#settings.route, userAgent(options.applicationName));
    this.tables = this.#openAll(options);
    const { drainOn: signals = [], drainTimeoutMs = DRAIN_TIMEOUT_MS } = options;
    this.#stopListening = drainOn(signals, () => this.#drain(drainTimeoutMs));
  }

  /**
   * Opens a further stream onto a table, with its own options. Resolves when the server has created it.
   * @throws ZerobusError when the server refuses it, or the retry budget is used up.
   */
  async open<Row>(
    table: TableDefinition<Row>,
    options: TableOptions<Row> & WaitOptions = {},
  ): Promise<TableStream<Row>> {
    if (this.#closed !== undefined) throw new ZerobusError("closed", "the client is closed");
    const { signal, ...tableOptions } = options;
    const stream: TableStream<Row> = this.#stream(table, tableOptions, () =>
      noticeClosed(table.name, stream.accepted),
    );
    try {
      await stream.open({ signal });
    } catch (error) {
      // What its spool holds stays there; nothing else was ingested yet.
      await stream.close({ signal: AbortSignal.abort() });
      throw error;
    }
    return stream;
  }

  /**
   * Closes every stream, then the channel. To get unacked rows back, close the streams yourself first.
   * @throws ZerobusError when rows of a stream remain unacked; an `AggregateError` when those of several do.
   */
  close(options: WaitOptions = {}): Promise<void> {
    // Whoever asks again may have less patience than whoever asked first.
    if (this.#closed !== undefined) for (const stream of this.#streams) void stream.close(options);
    this.#closed ??= this.#close(options);
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** All of them, or none. */
  #openAll({ tables, streams: own = {} }: ConnectOptions<T>): TableStreams<T> {
    const options: Readonly<Record<string, TableOptions<never> | undefined>> = own;
    try {
      const streams = Object.entries(tables).map(
        ([name, table]) => [name, this.#stream(table, options[name] ?? {})] as const,
      );
      // Each table's own Row type is lost in the loop and known from T.
      const byName: unknown = Object.freeze(Object.fromEntries(streams));
      return byName as TableStreams<T>;
    } catch (error) {
      // A stream that is open holds its spool, which whoever tries again wants to have.
      this.close({ signal: AbortSignal.abort() }).catch(() => {});
      throw error;
    }
  }

  async #close(options: WaitOptions): Promise<void> {
    const ends = await Promise.allSettled([...this.#streams].map((stream) => stream.closeWhole(options)));
    this.#transport.close();
    this.#settings.credentials.close?.();
    this.#stopListening();
    const errors = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1)
      throw new AggregateError(errors, `${errors.length} streams closed with unacked rows`);
  }

  /** What could not be made durable in time is said, since nobody waits for the answer. */
  async #drain(timeoutMs: number): Promise<void> {
    try {
      await this.close({ signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      lastWord("ZEROBUS_NOT_DRAINED", error instanceof Error ? error.message : String(error));
    }
  }

  #stream<Row>(
    table: TableDefinition<Row>,
    options: TableOptions<Row>,
    onClosed: () => void = () => {},
  ): TableStream<Row> {
    const shared = {
      transport: this.#transport,
      credentials: this.#settings.credentials,
      onError: (error: ZerobusError) => this.#options.onError?.(error),
      guardOf: <R>(of: TableDefinition<R>) => guardOf(this.#settings.catalog, of, this.#options.verifyOnOpen),
    };
    const all = { ...this.#options.stream, ...withoutUndefined(options) };
    const stream = openTable(placedTable(table, this.#placement), shared, all, () => {
      this.#streams.delete(stream);
      onClosed();
    });
    this.#streams.add(stream);
    return stream;
  }
}

/**
 * Connects to Zerobus. No traffic yet: each stream connects with its first row.
 *
 * @throws ZerobusError `invalid_argument` or `unauthenticated` when address or credentials are missing, or an option
 * cannot be.
 */
export function connect<T extends Tables>(options: ConnectOptions<T>): Zerobus<T> {
  return new Zerobus(options);
}

function guardOf<Row>(
  catalog: CatalogAccess | undefined,
  table: TableDefinition<Row>,
  verifyOnOpen = false,
): SchemaGuard | undefined {
  if (catalog !== undefined) return schemaGuard(catalog, table, verifyOnOpen);
  if (!verifyOnOpen) return undefined;
  throw new ZerobusError("invalid_argument", "verifyOnOpen asks the catalog, which a token for rows cannot", {
    hint: "give clientId and clientSecret, or leave verifyOnOpen out",
  });
}

function userAgent(applicationName: string | undefined): string {
  const own = `zerobus-gen/${VERSION}`;
  if (applicationName === undefined || applicationName.trim() === "") return own;
  if (!/^[\x20-\x7e]{1,200}$/.test(applicationName)) {
    throw new ZerobusError(
      "invalid_argument",
      "applicationName must be visible ASCII, 200 characters at most",
    );
  }
  return `${own} ${applicationName.trim()}`;
}

/** What is undefined says nothing, and must not hide what is said for all tables. */
function withoutUndefined<Options extends object>(options: Options): Partial<Options> {
  const given: unknown = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  return given as Partial<Options>;
}
