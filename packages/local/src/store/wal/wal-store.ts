import { DeltaError } from "../../delta/delta-error.js";
import type { EncodedRows } from "../../record/encoded-rows.js";
import type { JsonObject } from "../../schema/json-object.js";
import type { Row } from "../../schema/row.js";
import type { StructType } from "../../schema/struct-type.js";
import type {
  Appended,
  CommittedRows,
  Materialized,
  NewestRows,
  StoreChange,
  TablePosition,
  TableStore,
} from "../table-store.js";
import type { TransactionalStore } from "../transactional-store.js";
import { countRecords } from "./entry.js";
import { type LoggedTable, materialize, recordedIn } from "./materialize.js";
import { recoverLog, type SealedSegment } from "./recover-log.js";
import { RetryPause } from "./retry-pause.js";
import { Segment } from "./segment.js";
import { logFolder } from "./segment-name.js";
import { WAL_LIMITS, type WalLimits } from "./wal-limits.js";

/** How to keep a log. */
export interface WalOptions {
  /** How long acked rows wait for their commit. */
  readonly materializeEveryMs: number;
  /** Hears what goes wrong with rows that are acked already. */
  readonly log: (line: string) => void;
  /** Instead of {@link WAL_LIMITS}. */
  readonly limits?: Partial<WalLimits>;
}

/**
 * A table with a log before it: an append is durable in the log first, and in the table within a while. Each record gets
 * there once, whenever the process is killed: with each commit, the table records the number of the last one.
 */
export class WalStore implements TableStore {
  readonly #table: LoggedTable;
  readonly #inner: TransactionalStore;
  readonly #everyMs: number;
  /** What waits, oldest first. */
  readonly #sealed: SealedSegment[];
  #active: Segment | undefined;
  /** Number of the record that comes next. */
  #next: number;
  /** Appends and alterations, one after the other. Never rejects. */
  #queue: Promise<unknown> = Promise.resolve();
  /** The segment that is being materialised. */
  #stepping: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #pause: RetryPause;
  #isClosed = false;
  #stopAt = Number.POSITIVE_INFINITY;

  private constructor(table: Omit<LoggedTable, "isStopping">, sealed: SealedSegment[], options: WalOptions) {
    this.#table = { ...table, isStopping: () => performance.now() >= this.#stopAt };
    this.#inner = table.store;
    this.#sealed = sealed;
    this.#next = Math.max(sealed.at(-1)?.next ?? 0, recordedIn(table.store) + 1);
    this.#everyMs = options.materializeEveryMs;
    this.#pause = new RetryPause(options.materializeEveryMs);
  }

  /**
   * Puts the log of a directory before its table, and brings what it held into the table; if that fails, later.
   * @throws {DeltaError} `corrupt_table` when acked rows are lost or damaged
   */
  static async open(directory: string, inner: TransactionalStore, options: WalOptions): Promise<WalStore> {
    const { log } = options;
    const sealed = await recoverLog(directory, recordedIn(inner), log);
    const limits = { ...WAL_LIMITS, ...options.limits };
    const store = new WalStore({ directory, store: inner, log, limits }, sealed, options);
    await store.materialize().catch(() => undefined);
    return store;
  }

  get id(): string {
    return this.#inner.id;
  }

  get createdMs(): number {
    return this.#inner.createdMs;
  }

  get schema(): StructType {
    return this.#inner.schema;
  }

  get info(): JsonObject | undefined {
    return this.#inner.info;
  }

  get version(): number {
    return this.#inner.version;
  }

  append(requests: readonly EncodedRows[]): Promise<Appended> {
    return this.#inTurn(async () => {
      if (countRecords(requests) === 0) return { version: this.version, bytes: 0 };
      await this.#makeRoom();
      this.#active ??= await Segment.create(this.#table.directory, this.#next, this.schema);
      const bytes = await this.#active.append(requests);
      this.#next = this.#active.next;
      if (this.#active.bytes >= this.#table.limits.segmentBytes) {
        this.#seal();
        if (this.#pause.isOver) this.#drain(this.#next).catch(() => undefined);
      }
      this.#wake(this.#everyMs);
      return { version: undefined, bytes };
    });
  }

  alter(change: StoreChange): Promise<void> {
    return this.#inTurn(async () => {
      this.#seal();
      await this.#drain(this.#next);
      await this.#inner.alter(change);
    });
  }

  hear(materialized: (commit: Materialized) => void): void {
    this.#table.committed = materialized;
  }

  /** What is in the table; what waits in the log is not. */
  read(): AsyncIterable<Row> {
    return this.#inner.read();
  }

  newest(limit: number): NewestRows {
    return this.#inner.newest(limit);
  }

  after(position: TablePosition): AsyncIterable<CommittedRows> {
    return this.#inner.after(position);
  }

  async materialize(): Promise<void> {
    await this.#drain(
      await this.#inTurn(async () => {
        this.#seal();
        return this.#next;
      }),
    );
  }

  /** What does not get into the table in time waits in the log for the next time that it is opened. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopAt = performance.now() + this.#table.limits.closeMs;
    clearTimeout(this.#timer);
    await this.materialize().catch(() => undefined);
    await this.#inner.close();
  }

  /** Waits until the log may grow. While rows do not get into the table, it may not grow beyond its bound. */
  async #makeRoom(): Promise<void> {
    if (isHopeless(this.#pause.failure)) throw this.#pause.failure;
    const isTorn = this.#active?.isTorn === true;
    if (!isTorn && this.#waitingBytes < this.#table.limits.waitingBytes) return;
    this.#seal();
    while (this.#sealed.length > 0 && (isTorn || this.#waitingBytes >= this.#table.limits.waitingBytes)) {
      if (!this.#pause.isOver) throw this.#pause.failure;
      await this.#step();
    }
  }

  get #waitingBytes(): number {
    return this.#sealed.reduce((sum, { bytes }) => sum + bytes, this.#active?.bytes ?? 0);
  }

  #seal(): void {
    if (this.#active === undefined) return;
    const { name, next, bytes } = this.#active;
    this.#sealed.push({ name, next, bytes });
    this.#active = undefined;
  }

  /** Brings every record before this number into the table. */
  async #drain(end: number): Promise<void> {
    while ((this.#sealed[0]?.name.first ?? end) < end) await this.#step();
  }

  /** Brings the oldest segment into the table, once for all who ask meanwhile. */
  #step(): Promise<void> {
    this.#stepping ??= this.#materializeOldest().finally(() => {
      this.#stepping = undefined;
    });
    return this.#stepping;
  }

  async #materializeOldest(): Promise<void> {
    const [oldest] = this.#sealed;
    if (oldest === undefined) return;
    try {
      await materialize(this.#table, oldest);
    } catch (error) {
      this.#retryLater(error);
      throw error;
    }
    this.#sealed.shift();
    this.#pause.end();
  }

  #retryLater(error: unknown): void {
    const pauseMs = this.#pause.begin(error);
    const waiting = `acked rows wait in ${logFolder(this.#table.directory)}: ${String(error)}`;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isClosed || isHopeless(error)) return this.#table.log(waiting);
    this.#table.log(`${waiting}; next try in ${pauseMs} ms`);
    this.#wake(pauseMs);
  }

  #wake(afterMs: number): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.materialize().catch(() => undefined);
    }, afterMs).unref();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

/** Nothing gets into the table any more, until it is opened again. */
function isHopeless(failure: unknown): boolean {
  return failure instanceof DeltaError && failure.code === "table_changed";
}
