import type { TableDefinition } from "../codegen/table.js";
import { ZerobusError } from "../errors.js";
import type { StreamEnd } from "../stream/ingest-stream.js";
import type { WaitOptions } from "../stream/wait.js";
import { ingestAll } from "./ingest-all.js";
import { Receipt } from "./receipt.js";
import { rowSink } from "./row-sink.js";
import type { RowStream } from "./row-stream.js";
import type { LaneStatus, StatusFeed } from "./status-feed.js";

/** How a closed stream ended. accepted = acked + rejected + unacked, always. */
export interface CloseReport<Row> {
  /** Rows that are durable. */
  readonly acked: number;
  /** Rows that the server rejected and `onRejected` took over. */
  readonly rejected: number;
  /** Rows that stay in the spool, for the next process: the unacked ones, where there is a spool. */
  readonly spooled: number;
  /** Rows that are not known to be durable, in order: ready to be ingested again, elsewhere or later. */
  readonly unacked: readonly Row[];
  /** The same rows as they are on the wire, for keeping them elsewhere. */
  readonly unackedRecords: readonly Uint8Array[];
  /** Why there are such rows; nothing when there are none. */
  readonly error: ZerobusError | undefined;
}

/**
 * A stream of rows into one table. It connects with its first row, and again by itself when the connection is lost;
 * unacked rows are then sent again, so that a row can arrive twice, but none is lost.
 */
export class TableStream<Row> implements AsyncDisposable {
  /** The table. */
  readonly table: TableDefinition<Row>;
  readonly #rows: RowStream<Row>;
  readonly #readRow: (bytes: Uint8Array) => Row;
  readonly #feed: StatusFeed;
  #report: Promise<CloseReport<Row>> | undefined;
  readonly #onClosed: () => void;

  /** For `connect` and `open`. */
  constructor(
    table: TableDefinition<Row>,
    readRow: (bytes: Uint8Array) => Row,
    rows: RowStream<Row>,
    feed: StatusFeed,
    onClosed: () => void,
  ) {
    this.table = table;
    this.#readRow = readRow;
    this.#rows = rows;
    this.#feed = feed;
    this.#onClosed = onClosed;
  }

  /** Rows accepted so far. */
  get accepted(): number {
    return this.#rows.accepted;
  }

  /** Rows acked so far. */
  get acked(): number {
    return this.#rows.acked;
  }

  /** Rows that the server rejected and `onRejected` took over. */
  get rejected(): number {
    return this.#rows.rejected;
  }

  /** True when the window has no room, and `ingest` would throw. */
  get isFull(): boolean {
    return this.#rows.isFull;
  }

  /**
   * Checks, encodes and queues one row, in this call. Await the receipt, or `flush()`, to know that it is durable.
   *
   * @throws RowError with everything that is wrong with the row; it is not queued, and no other row is touched.
   * @throws BackpressureError when the window is full; nothing was queued. Await {@link ready}.
   * @throws ZerobusError `closed`, or the reason why the stream has failed.
   */
  ingest(row: Row): Receipt {
    return new Receipt(this.#rows.ingest(row, this.table.write), this.#rows);
  }

  /**
   * Ingests every row, waiting whenever the window is full. Resolves with their number when the last one is queued;
   * `flush()` then tells when it is durable. What a source that is not async has at once is synced to the spool at
   * once, up to 1,024 rows.
   *
   * @throws RowError for the first row that does not fit; those before it stay queued.
   * @throws ZerobusError `aborted` when the signal fires; what was ingested stays queued.
   */
  ingestAll(rows: Iterable<Row> | AsyncIterable<Row>, options: WaitOptions = {}): Promise<number> {
    return ingestAll(this.#rows, this.table.write, rows, options);
  }

  /**
   * A web stream into this one, for `pipeTo`. It waits whenever the window is full, and its closing waits until every
   * row is durable. A row that does not fit errors it. Node's `pipeline` takes
   * `(source) => stream.ingestAll(source)` as its last stage.
   */
  writable(): WritableStream<Row> {
    return rowSink(this);
  }

  /** Resolves when the window has room. Rejects when the stream has ended. */
  ready(options: WaitOptions = {}): Promise<void> {
    return this.#rows.ready(options);
  }

  /** Connects now. Resolves when the server has created the stream, rejects when it will not. */
  open(options: WaitOptions = {}): Promise<void> {
    return this.#rows.open(options);
  }

  /**
   * Where the stream is: its present status, then every change, until it has ended. With lanes, that of each lane. A
   * reader that is slow misses what came and went in between, never the latest.
   */
  statuses(options: WaitOptions = {}): AsyncIterableIterator<LaneStatus> {
    return this.#feed.watch(options);
  }

  /**
   * Resolves when every row accepted before the call is durable, but for those that the server rejected and
   * `onRejected` took over. Rejects after `flushTimeoutMs`; the rows stay.
   */
  flush(options: WaitOptions = {}): Promise<void> {
    return this.#rows.flush(options);
  }

  /**
   * Flushes, ends the stream and reports. Takes no more rows from the call on. Never rejects: what could not be
   * flushed comes back in the report. Every further call gives the same report; its signal, too, ends the waiting.
   */
  close(options: WaitOptions = {}): Promise<CloseReport<Row>> {
    const ended = this.#rows.close(options);
    this.#report ??= this.#reportOn(ended);
    return this.#report;
  }

  /** Closes. @throws ZerobusError when rows remain unacked, since nobody else would hear of them. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.closeWhole();
  }

  /**
   * As {@link close}, for whoever does not look at the report.
   * @throws ZerobusError when rows remain unacked and no spool keeps them.
   */
  async closeWhole(options: WaitOptions = {}): Promise<void> {
    const { unacked, spooled, error } = await this.close(options);
    if (unacked.length <= spooled) return;
    throw new ZerobusError(error?.code ?? "closed", `closed with ${unacked.length} unacked rows`, {
      table: this.table.name,
      cause: error,
      hint: "call close() yourself to get them back",
    });
  }

  async #reportOn(ended: Promise<StreamEnd>): Promise<CloseReport<Row>> {
    const { acked, rejected, spooled, unacked, error } = await ended;
    this.#onClosed();
    // Copies: a view would keep its whole batch in memory.
    const unackedRecords = unacked.flatMap((batch) =>
      Array.from(batch.records(), (bytes) => new Uint8Array(bytes)),
    );
    const rows = unackedRecords.map((bytes) => this.#readRow(bytes));
    return { acked, rejected, spooled, unacked: rows, unackedRecords, error };
  }
}
