import type { Batch } from "../batch/batch.js";
import type { WriteStruct } from "../codegen/row-writer.js";
import { BackpressureError, ZerobusError } from "../errors.js";
import { RowError } from "../row/row-error.js";
import { warnOnce } from "../warn-once.js";
import { AckWaiters } from "./ack-waiters.js";
import { Recovery, type RecoveryContext } from "./recovery.js";
import type { StreamState } from "./state.js";
import type { WaitOptions } from "./wait.js";
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
  readonly unacked: readonly Batch[];
  /** Why there are unacked rows. */
  readonly error: ZerobusError | undefined;
}

/** This many rows awaited one after the other, each alone in flight, are no coincidence. */
const AWAITED_IN_TURN = 100;

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
  #awaitedInTurn = 0;
  #closing: Promise<StreamEnd> | undefined;

  constructor(context: StreamContext) {
    const { table, options } = context;
    this.#context = context;
    this.#lane = context.lane ?? ONLY_LANE;
    this.#window = new Window(options.maxInflightRequests, options.maxInflightBytes);
    this.#receipts = new AckWaiters(options.flushTimeoutMs, (offset) => this.#late(offset));
    this.#flushes = new AckWaiters(options.flushTimeoutMs, (offset) => this.#late(offset));
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
    const { table } = this.#context;
    const window = this.#window;
    this.#assertUsable();
    if (window.isFull) throw new BackpressureError(table, window.rows, window.bytes);
    const place = window.accepted;
    const issues = window.add(row, write);
    if (issues.length > 0) throw new RowError(table, issues);
    if (window.hasFullBatch) this.#recovery.pump();
    else this.#recovery.queuePump();
    return this.#offsetOf(place);
  }

  /** Connects now rather than with the first row. Resolves when the server has created the stream. */
  async open(options: WaitOptions = {}): Promise<void> {
    this.#recovery.open();
    while (this.#recovery.state.kind !== "open") {
      this.#assertUsable();
      await this.#stateChange.next(options);
    }
  }

  /** Resolves when there is room in the window. */
  async ready(options: WaitOptions = {}): Promise<void> {
    this.#assertUsable();
    while (this.#window.isFull) {
      await this.#room.next(options);
      this.#assertUsable();
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
    this.#noticeAwaited(offset);
    return this.#receipts.wait(offset, options.signal);
  }

  /** Resolves when every row accepted before the call is settled. */
  async flush(options: WaitOptions = {}): Promise<void> {
    if (this.#window.rows === 0) {
      if (this.accepted === 0 && this.#recovery.state.kind === "failed") throw this.#recovery.state.cause;
      return;
    }
    const error = this.endError;
    if (error !== undefined) throw error;
    await this.#flushes.wait(this.#offsetOf(this.accepted - 1), options.signal);
  }

  /** Flushes, then ends the stream. Never rejects; every call returns the same end. */
  close(options: WaitOptions = {}): Promise<StreamEnd> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async #close(options: WaitOptions): Promise<StreamEnd> {
    let error: unknown;
    try {
      await this.flush(options);
    } catch (failure) {
      error = failure;
    }
    this.#recovery.close();
    // No wait without an end: the machine leaves "half-closed" by its deadline at the latest.
    while (this.endError === undefined) await this.#stateChange.next({});
    const { acked, rejected } = this;
    const unacked = this.#window.unacked();
    if (unacked.length === 0) return { acked, rejected, unacked, error: undefined };
    return { acked, rejected, unacked, error: error instanceof ZerobusError ? error : this.endError };
  }

  #onProgress(): void {
    const last = this.#offsetOf(this.#window.settled - 1);
    this.#receipts.ackThrough(last);
    this.#flushes.ackThrough(last);
    if (!this.#window.isFull) this.#room.wake();
    this.#context.onAck?.(last);
  }

  #onRejected({ offset: place, bytes }: RejectedRow, cause: ZerobusError): void {
    const { table } = this.#context;
    const offset = this.#offsetOf(place);
    const why = `the server rejects this row: ${cause.message}`;
    const error = new ZerobusError("row_rejected", why, { table, offset, cause });
    this.#context.onRejected?.({ offset, bytes }, error);
    this.#rejections.set(offset, error);
    this.#receipts.rejectAt(offset, error);
  }

  #onState(state: StreamState): void {
    const error = this.endError;
    if (error !== undefined) {
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
    return state.kind === "closed" ? this.#closedError() : undefined;
  }

  #assertUsable(): void {
    const error = this.endError ?? (this.#closing === undefined ? undefined : this.#closedError());
    if (error !== undefined) throw error;
  }

  #closedError(): ZerobusError {
    return new ZerobusError("closed", "the stream is closed", {
      table: this.#context.table,
      hint: "open another one",
    });
  }

  #late(offset: number): ZerobusError {
    const { table, options } = this.#context;
    return new ZerobusError("timeout", `row ${offset} was not acked within ${options.flushTimeoutMs} ms`, {
      table,
      offset,
      hint: "it is kept, and still sent; raise flushTimeoutMs to wait for longer",
    });
  }

  /** A row that is awaited while it is alone in flight pays a whole round trip for itself. */
  #noticeAwaited(offset: number): void {
    if (this.#window.rows > 1 || offset !== this.#offsetOf(this.accepted - 1)) this.#awaitedInTurn = 0;
    else if (++this.#awaitedInTurn === AWAITED_IN_TURN) {
      warnOnce(
        "ZEROBUS_AWAITED_IN_TURN",
        `${this.#context.table}: every row is awaited before the next one is ingested, which costs a round trip for each; ingest many rows, then await flush()`,
      );
    }
  }
}
