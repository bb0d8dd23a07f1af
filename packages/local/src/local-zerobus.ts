import type { LocalEvent } from "./activity/local-event.js";
import type { StreamRecord } from "./activity/stream-log.js";
import type { DriftCheck } from "./console/drift-watch.js";
import type { Faults } from "./faults/fault-book.js";
import type { FaultRule } from "./faults/fault-rule.js";
import type { Leak } from "./leaks/leak.js";
import type { ReadRows } from "./rows/read-rows.js";
import type { AckOptions } from "./store/ack-mode.js";

/** How to start a local server. */
export interface LocalOptions extends AckOptions {
  /**
   * Where the tables are kept; made when it does not exist. One server at a time. Without it they are kept in memory,
   * 256 MiB of rows at most, and gone when the server stops.
   */
  readonly dir?: string;
  /** Port of 127.0.0.1 that everything is served on. Default 0: any free one. */
  readonly port?: number;
  /** Tables to create, each as Unity Catalog describes it: a TableInfo, parsed. Default none. */
  readonly tables?: readonly unknown[];
  /** What is to go wrong from the start, as `faults.add` takes it. Default nothing. */
  readonly faults?: readonly FaultRule[];
  /**
   * Whether `ZEROBUS_EMULATOR_HOST` of this process names the server while it runs, so that clients made here come to it.
   * Default false.
   */
  readonly env?: boolean;
  /** How long access tokens live. Default an hour, as those of the service. Streams outlive their token. */
  readonly tokenLifeMs?: number;
  /** What the console tells of generated code and tables. Asked at the start, when a table changes, and by {@link LocalZerobus.compareAgain}. Default: nobody. */
  readonly drift?: DriftCheck;
  /** Hears what happens, when it does. It must not throw. Default: nobody. */
  readonly onEvent?: (event: LocalEvent) => void;
  /** Hears what happens in words, a line at a time. Default: nobody. */
  readonly log?: (line: string) => void;
}

/** One table of a local server. */
export interface LocalTable {
  /** `catalog.schema.table`. */
  readonly fullName: string;
  /** Its Delta table; undefined when the tables are in memory. */
  readonly directory: string | undefined;
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
  /**
   * Resolves when all rows that are acked by now are in their tables. With `ack: "committed"` they are anyway.
   * @throws {Error} when the disk refuses, or a table was altered by somebody else; the rows stay in the log
   */
  materialize(): Promise<void>;
  /** Has `drift` compare all tables again, as when what was generated for them has changed. */
  compareAgain(): void;
  /** All tables, by name. */
  tables(): readonly LocalTable[];
  /**
   * Every acked row of a table, in the order of the commits: rows that wait for their table are brought there first. Those that came over one stream are in the order they were sent.
   * A generated table gives the rows types and its own names, a full name gives those of the columns. The forms of the
   * values are those of {@link StoredRow}.
   * @throws {NoSuchTableError}
   * @throws {Error} when the server is closed
   */
  readonly rows: ReadRows;
  /**
   * Makes the server as it was at first, but for its tables, which stay and are emptied, and for live streams: rows,
   * faults and streams that are over are gone. Rows that were accepted before go too.
   */
  clear(): Promise<void>;
  /** What a test is not likely to have meant: streams that are open still, requests never acked, faults that never struck. */
  leaks(): readonly Leak[];
  /** What is to go wrong, on purpose. Nothing, unless told. */
  readonly faults: Faults;
  /** The newest thousand streams, live ones too, in the order they came. */
  streams(): readonly StreamRecord[];
  /**
   * Commits what has arrived, ends every stream with UNAVAILABLE, and stops. Takes seconds at most.
   * @throws {LeakError} when it is to be strict and {@link leaks} has something; the server has stopped then, too
   */
  close(options?: { readonly strict?: boolean }): Promise<void>;
}
