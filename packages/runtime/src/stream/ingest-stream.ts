import type { Batch } from "../batch/batch.js";
import type { WriteStruct } from "../codegen/row-writer.js";
import { BackpressureError, ZerobusError } from "../errors.js";
import { RowError } from "../row/row-error.js";
import type { ServerMessage } from "../transport/transport.js";
import { AckWaiters } from "./ack-waiters.js";
import { Connection, type ConnectionContext } from "./connection.js";
import { DeadlineTimer } from "./deadline-timer.js";
import type { ResolvedStreamOptions } from "./options.js";
import type { StreamEffect, StreamEvent, StreamState } from "./state.js";
import { transition } from "./transition.js";
import { type WaitOptions, wait } from "./wait.js";
import { Waiters } from "./waiters.js";
import { Window } from "./window.js";

/** What a stream needs of the world around it. */
export interface StreamContext extends ConnectionContext {
  readonly options: ResolvedStreamOptions;
  /** Told once when the stream gives up. */
  readonly onError: (error: ZerobusError) => void;
}

/** How a stream ended. */
export interface StreamEnd {
  readonly acked: number;
  readonly unacked: readonly Batch[];
  /** Why there are unacked rows. */
  readonly error: ZerobusError | undefined;
}

/**
 * The shell around the recovery machine: performs its effects and tells it what happens.
 * Only `#apply` changes the state.
 */
export class IngestStream {
  readonly #context: StreamContext;
  readonly #window: Window;
  readonly #acks = new AckWaiters();
  readonly #room = new Waiters("room in the window");
  readonly #stateChange: Waiters;
  readonly #timer = new DeadlineTimer(() =>
    this.#apply({ kind: "deadline", now: performance.now(), random: Math.random() }),
  );
  readonly #events: StreamEvent[] = [];
  #state: StreamState = { kind: "idle" };
  #connection: Connection | undefined;
  #pumpQueued = false;
  #closing: Promise<StreamEnd> | undefined;

  constructor(context: StreamContext) {
    const { maxInflightRequests, maxInflightBytes } = context.options;
    this.#context = context;
    this.#window = new Window(maxInflightRequests, maxInflightBytes);
    this.#stateChange = new Waiters(`the stream onto ${context.table}`);
  }

  /** Rows accepted so far. */
  get accepted(): number {
    return this.#window.accepted;
  }

  /** Rows acked so far: all with a lower offset than this. */
  get acked(): number {
    return this.#window.acked;
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
    const offset = window.accepted;
    const issues = window.add(row, write);
    if (issues.length > 0) throw new RowError(table, issues);
    if (window.hasFullBatch) this.#pump();
    else this.#queuePump();
    return offset;
  }

  /** Connects now rather than with the first row. Resolves when the server has created the stream. */
  async open(options: WaitOptions = {}): Promise<void> {
    this.#apply({ kind: "open", now: performance.now() });
    while (this.#state.kind !== "open") {
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

  /** Resolves when the row at `offset` is durable. */
  async whenAcked(offset: number, options: WaitOptions = {}): Promise<void> {
    if (offset < this.acked) return;
    const error = this.#endError();
    if (error !== undefined) throw error;
    const { table, options: settings } = this.#context;
    const what = `the ack of row ${offset} of ${table}`;
    await wait(what, settings.flushTimeoutMs, options.signal, (resolve, reject) =>
      this.#acks.add({ offset, resolve, reject }),
    );
  }

  /** Resolves when every row accepted before the call is durable. */
  async flush(options: WaitOptions = {}): Promise<void> {
    if (this.accepted > 0) await this.whenAcked(this.accepted - 1, options);
    else if (this.#state.kind === "failed") throw this.#state.cause;
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
    this.#apply({ kind: "close", now: performance.now() });
    // No wait without an end: the machine leaves "half-closed" by its deadline at the latest.
    while (!this.#isOver()) await this.#stateChange.next({});
    const unacked = this.#window.unacked();
    if (unacked.length === 0) return { acked: this.acked, unacked, error: undefined };
    return { acked: this.acked, unacked, error: error instanceof ZerobusError ? error : this.#endError() };
  }

  #apply(event: StreamEvent): void {
    this.#events.push(event);
    // An effect may cause the next event; that one waits until this one is done with.
    if (this.#events.length > 1) return;
    for (let next = this.#events[0]; next !== undefined; next = this.#events[0]) {
      const before = this.#state.kind;
      const [state, effects] = transition(this.#state, next, this.#context.options);
      const { table } = this.#context;
      this.#state =
        state.kind === "failed" ? { ...state, cause: ZerobusError.about(state.cause, table) } : state;
      for (const effect of effects) this.#perform(effect);
      this.#timer.set("deadline" in state ? state.deadline : undefined);
      if (state.kind !== before) this.#onStateChange();
      this.#events.shift();
    }
  }

  #perform(effect: StreamEffect): void {
    switch (effect) {
      case "open":
        this.#connect();
        break;
      case "send":
        this.#queuePump();
        break;
      case "half-close":
        this.#connection?.halfClose();
        break;
      case "cancel":
        this.#disconnect();
        break;
      case "drop-credentials":
        this.#dropCredentials();
        break;
    }
  }

  #connect(): void {
    // Before anything is heard: an ack that counts messages of the last connection must not count here.
    this.#window.rewind();
    this.#connection = new Connection(this.#context, {
      message: (message) => this.#onMessage(message, performance.now()),
      written: () => this.#pump(),
      ended: (error) => {
        this.#connection = undefined;
        this.#apply({ kind: "ended", now: performance.now(), random: Math.random(), error });
      },
    });
  }

  #dropCredentials(): void {
    try {
      this.#context.credentials.invalidate?.(this.#context.table);
    } catch {
      // The provider is the application's own. If it cannot forget, the server judges what it gives next.
    }
  }

  #disconnect(): void {
    this.#connection?.cancel();
    this.#connection = undefined;
  }

  #onMessage(message: ServerMessage, now: number): void {
    switch (message.kind) {
      case "created":
        if (this.#state.kind === "opening") this.#apply({ kind: "created", now });
        else this.#onBrokenProtocol("it created the stream twice");
        break;
      case "ack":
        this.#onAck(message.wireOffset, now);
        break;
      case "close-signal": {
        const awaiting = this.#window.awaitsAck;
        this.#apply({ kind: "close-signal", now, durationMs: message.durationMs, awaiting });
        break;
      }
    }
  }

  #onAck(wireOffset: number, now: number): void {
    switch (this.#window.ack(wireOffset)) {
      case "progress":
        this.#acks.ackThrough(this.acked - 1);
        if (!this.#window.isFull) this.#room.wake();
        this.#apply({ kind: "acked", now, awaiting: this.#window.awaitsAck });
        break;
      case "stale":
        break;
      case "beyond":
        this.#onBrokenProtocol(`it acked message ${wireOffset}, which was never sent`);
        break;
    }
  }

  #onBrokenProtocol(what: string): void {
    this.#disconnect();
    const error = new ZerobusError("protocol", `the server broke the protocol: ${what}`);
    this.#apply({ kind: "ended", now: performance.now(), random: Math.random(), error });
  }

  #onStateChange(): void {
    if (this.#isOver()) {
      this.#disconnect();
      this.#acks.rejectAll(this.#endError() ?? this.#closedError());
      this.#room.wake();
      if (this.#state.kind === "failed") this.#context.onError(this.#state.cause);
    }
    this.#stateChange.wake();
  }

  /** Sends at the end of this turn: a lone row leaves at once, and the rows of one turn leave together. */
  #queuePump(): void {
    if (this.#pumpQueued) return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      this.#pump();
    });
  }

  /** Hands messages to the transport while it takes them. What comes meanwhile gathers in the next batch. */
  #pump(): void {
    if (this.#state.kind === "idle") this.#apply({ kind: "open", now: performance.now() });
    while (this.#state.kind === "open" && this.#connection?.canSend) {
      const message = this.#window.next();
      if (message === undefined) return;
      this.#connection.send(message);
      this.#apply({ kind: "sent", now: performance.now() });
    }
  }

  #isOver(): boolean {
    return this.#state.kind === "closed" || this.#state.kind === "failed";
  }

  /** Why the stream takes no more rows and acks none; nothing while it lives. */
  #endError(): ZerobusError | undefined {
    if (this.#state.kind === "failed") return this.#state.cause;
    return this.#state.kind === "closed" ? this.#closedError() : undefined;
  }

  #assertUsable(): void {
    const error = this.#endError() ?? (this.#closing === undefined ? undefined : this.#closedError());
    if (error !== undefined) throw error;
  }

  #closedError(): ZerobusError {
    return new ZerobusError("closed", "the stream is closed", {
      table: this.#context.table,
      hint: "open another one",
    });
  }
}
