import type { Batch } from "../batch/batch.js";
import type { WriteStruct } from "../codegen/row-writer.js";
import { BackpressureError, ZerobusError } from "../errors.js";
import type { ColumnNames } from "../row/column-names.js";
import { RowError } from "../row/row-error.js";
import type { Spool } from "../spool/spool.js";
import { warnOnce } from "../warn-once.js";
import { AckWaiters } from "./ack-waiters.js";
import { AwaitedInTurn } from "./awaited-in-turn.js";
import { Recovery, type RecoveryContext } from "./recovery.js";
import type { StreamState } from "./state.js";
import { closedError, lateError } from "./stream-error.js";
import { type WaitOptions, whenAborted } from "./wait.js";
import { Waiters } from "./waiters.js";
import { type RejectedRow, Window } from "./window.js";

/** What a stream needs of the world around it. */
export interface StreamContext extends RecoveryContext {
  /** Told once when the stream gives up. */
  readonly onError: (error: ZerobusError) => void;
  /** Told when every row up to this offset is durable. */
  readonly onAck?: ((offset: number) => void) | undefined;
  /** Takes over a row that the server rejects. What it throws ends the stream. */
  readonly onRejected?: ((row: RejectedRow, error: ZerobusError) => void) | undefined;
  /** Where rows are kept until they are acked. The stream closes it. */
  readonly spool?: Spool | undefined;
  /** What the table calls otherwise than the rows do. */
  readonly columns?: ColumnNames | undefined;
  readonly onState?: ((state: StreamState, lane: number) => void) | undefined;
  /** Which of how many streams of one table this is. Default the only one. */
  readonly lane?: Lane | undefined;
}

/** The place of a stream among those of one table. Its n-th row has the offset n × count + index. */
export interface Lane {
  readonly index: number;
  readonly count: number;
}

const ONLY_LANE: Lane = { index: 0, count: 1 };

/** How a stream ended. accepted = acked + rejected + unacked. */
export interface StreamEnd {
  readonly acked: number;
  readonly rejected: number;
  /** Rows that stay in the spool: the unacked ones, for the next process. */
  readonly spooled: number;
  readonly unacked: readonly Batch[];
  /** Why there are unacked rows. */
  readonly error: ZerobusError | undefined;
}

/** A stream as its callers see it: rows go in, and each call waits for what it asks. {@link Recovery} does the rest. */
export class IngestStream {
  readonly #context: StreamContext;
  readonly #lane: Lane;
  readonly #window: Window;
  readonly #recovery: Recovery;
  /** Who waits for one row to be durable. */
  readonly #receipts: AckWaiters;
  /** Who waits for all rows up to one to be settled: durable, or rejected and handed over. */
  readonly #flushes: AckWaiters;
  readonly #room: Waiters;
  readonly #stateChange: Waiters;
  /** At most `maxRejectedRows` of them. */
  readonly #rejections = new Map<number, ZerobusError>();
  readonly #awaiting: AwaitedInTurn;
  #closing: Promise<StreamEnd> | undefined;
  /** Until the stream is over, or being closed. */
  #takesRows = true;
  /** Fires when one of those who close the stream will wait no longer. */
  readonly #impatience = new AbortController();

  constructor(context: StreamContext) {
    const { table, options, spool } = context;
    this.#context = context;
    this.#lane = context.lane ?? ONLY_LANE;
    const { maxInflightRequests, maxInflightBytes } = options;
    const keep = spool === undefined ? undefined : (row: Uint8Array): void => spool.append(row);
    this.#window = new Window(maxInflightRequests, maxInflightBytes, context, keep);
    const late = (offset: number): ZerobusError => lateError(table, offset, options.flushTimeoutMs);
    this.#receipts = new AckWaiters(options.flushTimeoutMs, late);
    this.#flushes = new AckWaiters(options.flushTimeoutMs, late);
    this.#awaiting = new AwaitedInTurn(table);
    this.#room = new Waiters(`room in the window of ${table}`);
    this.#stateChange = new Waiters(`the stream onto ${table}`);
    this.#recovery = new Recovery(context, this.#window, {
      progressed: () => this.#onProgress(),
      rejected: (row, error) => this.#onRejected(row, error),
      stateChanged: (state) => this.#onState(state),
    });
  }

  /** Rows accepted so far. */
  get accepted(): number {
    return this.#window.accepted;
  }

  /** Rows acked so far. */
  get acked(): number {
    return this.#window.acked;
  }

  /** Rows that the server rejected, each handed over to the application. */
  get rejected(): number {
    return this.#window.rejected;
  }

  /** Rows accepted and not settled. */
  get inflightRequests(): number {
    return this.#window.rows;
  }

  /** Their encoded size. */
  get inflightBytes(): number {
    return this.#window.bytes;
  }

  /** True when the window takes no further row now. */
  get isFull(): boolean {
    return this.#window.isFull;
  }

  /** Encodes and queues one row. Returns its offset. Errors as `TableStream.ingest`. */
  ingest<T>(row: T, write: WriteStruct<T>): number {
    if (!this.#takesRows) this.assertUsable();
    const window = this.#window;
    if (window.isFull) throw new BackpressureError(this.#context.table, window.rows, window.bytes);
    return this.#add(row, write);
  }

  /** As {@link ingest}, for a row that an earlier process had room for. */
  replay<T>(row: T, write: WriteStruct<T>): void {
    this.#add(row, write);
  }

  /** What `work` ingests is written to the spool together. Its rows are safe when this returns. */
  together(work: () => void): void {
    const { spool } = this.#context;
    if (spool === undefined) work();
    else spool.together(work);
  }

  #add<T>(row: T, write: WriteStruct<T>): number {
    const window = this.#window;
    const place = window.accepted;
    const issues = window.add(row, write);
    if (issues.length > 0) throw new RowError(this.#context.table, issues);
    if (place === 0) this.#recovery.open();
    if (window.hasFullBatch) this.#recovery.pumpFull();
    this.#recovery.queuePump();
    return this.#offsetOf(place);
  }

  /** Connects now rather than with the first row. Resolves when the server has created the stream. */
  async open(options: WaitOptions = {}): Promise<void> {
    this.#recovery.open();
    while (this.#recovery.state.kind !== "open") {
      this.assertUsable();
      await this.#stateChange.next(options);
    }
  }

  /** Resolves when there is room in the window. */
  async ready(options: WaitOptions = {}): Promise<void> {
    this.assertUsable();
    while (this.#window.isFull) {
      await this.#room.next(options);
      this.assertUsable();
    }
  }

  /** Resolves with the offset when that row is durable. */
  whenAcked(offset: number, options: WaitOptions = {}): Promise<number> {
    if (offset < this.#offsetOf(this.#window.settled)) {
      const error = this.#rejections.get(offset);
      return error === undefined ? Promise.resolve(offset) : Promise.reject(error);
    }
    const error = this.endError;
    if (error !== undefined) return Promise.reject(error);
    this.#awaiting.notice(this.#window.rows === 1 && offset === this.#offsetOf(this.accepted - 1));
    this.#recovery.hurry();
    return this.#receipts.wait(offset, options.signal);
  }

  /** Resolves when every row accepted before the call is settled. */
  async flush(options: WaitOptions = {}): Promise<void> {
    if (this.#window.rows === 0) {
      if (this.accepted === 0 && this.#recovery.state.kind === "failed") throw this.#recovery.state.cause;
      return;
    }
    if (this.endError !== undefined) throw this.endError;
    this.#recovery.hurry();
    await this.#flushes.wait(this.#offsetOf(this.accepted - 1), options.signal);
  }

  /** Flushes, then ends the stream. Never rejects; every call returns the same end, and may bring it nearer. */
  close(options: WaitOptions = {}): Promise<StreamEnd> {
    this.#takesRows = false;
    this.#closing ??= this.#close();
    const { signal } = options;
    if (signal !== undefined) {
      const giveUp = (): void => this.#impatience.abort(signal.reason);
      if (signal.aborted) giveUp();
      else void this.#closing.then(whenAborted(signal, giveUp));
    }
    return this.#closing;
  }

  async #close(): Promise<StreamEnd> {
    let error: unknown;
    try {
      await this.flush({ signal: this.#impatience.signal });
    } catch (failure) {
      error = failure;
    }
    this.#recovery.close();
    // No wait without an end: the machine leaves "half-closed" by its deadline at the latest.
    while (this.endError === undefined) await this.#stateChange.next({});
    const { acked, rejected } = this;
    const unacked = this.#window.unacked();
    const spooled = this.#closeSpool();
    if (unacked.length === 0) return { acked, rejected, spooled, unacked, error: undefined };
    const why = error instanceof ZerobusError ? error : this.endError;
    return { acked, rejected, spooled, unacked, error: why };
  }

  /** Returns how many rows are left in the spool. */
  #closeSpool(): number {
    const { spool, table } = this.#context;
    if (spool === undefined) return 0;
    const { rows } = spool;
    try {
      spool.close();
      return rows;
    } catch (error) {
      // Perhaps they are there. Whoever closes had better not count on it.
      warnOnce("ZEROBUS_SPOOL_DAMAGED", `${table}: ${String(error)}`, table);
      return 0;
    }
  }

  #onProgress(): void {
    if (this.#window.rows === 0) this.#awaiting.settled();
    const last = this.#offsetOf(this.#window.settled - 1);
    this.#receipts.ackThrough(last);
    this.#flushes.ackThrough(last);
    if (!this.#window.isFull) this.#room.wake();
    this.#context.spool?.settle(this.#window.settled);
    this.#context.onAck?.(last);
  }

  #onRejected({ offset: place, bytes }: RejectedRow, cause: ZerobusError): void {
    const { table } = this.#context;
    const offset = this.#offsetOf(place);
    const [said] = cause.message.split("\n", 1);
    const why = `the server rejects this row: ${said}`;
    const error = new ZerobusError("row_rejected", why, { table, offset, cause });
    this.#context.onRejected?.({ offset, bytes }, error);
    this.#rejections.set(offset, error);
    this.#receipts.rejectAt(offset, error);
  }

  #onState(state: StreamState): void {
    const error = this.endError;
    if (error !== undefined) {
      this.#takesRows = false;
      this.#receipts.rejectAll(error);
      this.#flushes.rejectAll(error);
      this.#room.wake();
      if (state.kind === "failed") this.#context.onError(state.cause);
    }
    if (state.kind === "backing-off" && state.budget.isNew && state.budget.failures === 1) {
      warnOnce(
        "ZEROBUS_NOT_OPENED",
        `${state.cause?.message}\n  It is tried again; open() and flush() tell how that ends.`,
      );
    }
    this.#stateChange.wake();
    this.#context.onState?.(state, this.#lane.index);
  }

  #offsetOf(place: number): number {
    return place * this.#lane.count + this.#lane.index;
  }

  /** Why the stream takes no more rows and acks none; nothing while it lives. */
  get endError(): ZerobusError | undefined {
    const { state } = this.#recovery;
    if (state.kind === "failed") return state.cause;
    return state.kind === "closed" ? closedError(this.#context.table) : undefined;
  }

  /** @throws ZerobusError when the stream is over, or being closed. */
  assertUsable(): void {
    if (this.endError !== undefined) throw this.endError;
    if (this.#closing !== undefined) throw closedError(this.#context.table);
  }
}
