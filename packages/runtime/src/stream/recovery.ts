import { ZerobusError } from "../errors.js";
import type { ServerMessage } from "../transport/transport.js";
import { Connection, type ConnectionContext } from "./connection.js";
import { DeadlineTimer } from "./deadline-timer.js";
import type { ResolvedStreamOptions } from "./options.js";
import { Pacing } from "./pacing.js";
import type { RecoveryPolicy, StreamEffect, StreamEvent, StreamState } from "./state.js";
import { transition } from "./transition.js";
import type { RejectedRow, Window } from "./window.js";

/** This many rows rejected with none acked in between: it is not the rows, the table has changed. */
const MOST_IN_A_ROW = 100;

/** What the shell of the machine needs of the world around it. */
export interface RecoveryContext extends ConnectionContext {
  readonly options: ResolvedStreamOptions & Pick<RecoveryPolicy, "isolation">;
}

/** Where the shell tells what has happened. */
export interface RecoveryListener {
  /** The watermark of the window has moved. */
  readonly progressed: () => void;
  /** The server rejects this row, which then leaves the window. What this throws ends the stream, with the row unacked. */
  readonly rejected: (row: RejectedRow, cause: ZerobusError) => void;
  readonly stateChanged: (state: StreamState) => void;
}

/**
 * The shell around the recovery machine: performs its effects on connection and window, and tells it what happens.
 * Only `#apply` changes the state.
 */
export class Recovery {
  readonly #context: RecoveryContext;
  readonly #window: Window;
  readonly #listener: RecoveryListener;
  readonly #timer = new DeadlineTimer(() =>
    this.#apply({ kind: "deadline", now: performance.now(), random: Math.random() }),
  );
  /** What an event that is being dealt with has caused. */
  readonly #events: StreamEvent[] = [];
  #isApplying = false;
  #state: StreamState = { kind: "idle" };
  #connection: Connection | undefined;
  /** The same, and still the one that has ended until there is another. */
  #latest: Connection | undefined;
  readonly #pacing = new Pacing(
    () => !this.#window.awaitsAck,
    () => this.pump(),
  );
  #rejectedInARow = 0;

  constructor(context: RecoveryContext, window: Window, listener: RecoveryListener) {
    this.#context = context;
    this.#window = window;
    this.#listener = listener;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Connects, if that has not begun. */
  open(): void {
    this.#apply({ kind: "open", now: performance.now() });
  }

  /** Ends the stream in good order; what is unacked stays so. */
  close(): void {
    this.#apply({ kind: "close", now: performance.now() });
  }

  /** There is a row to be sent, soon. */
  queuePump(): void {
    this.#pacing.queue();
  }

  /** Somebody waits for rows that may not be sent yet. */
  hurry(): void {
    this.#pacing.hurry();
  }

  /** Hands full batches to the transport while it takes them. */
  pumpFull(): void {
    while (this.#window.hasFullBatch && this.#handOver());
  }

  /** The same, and then the batch being built. What comes while the transport is busy gathers in the next one. */
  pump(): void {
    this.#pacing.begin();
    while (this.#handOver());
  }

  /** Hands over one message. False when there is none, or the transport takes none now. */
  #handOver(): boolean {
    if (!this.#connection?.canSend || this.#state.kind !== "open") return false;
    const message = this.#window.next();
    if (message === undefined) return false;
    const now = performance.now();
    this.#connection.send(message);
    this.#pacing.sent(now);
    this.#apply({ kind: "sent", now });
    return true;
  }

  #apply(event: StreamEvent): void {
    // An effect may cause the next event; that one waits until this one is done with.
    if (this.#isApplying) {
      this.#events.push(event);
      return;
    }
    this.#isApplying = true;
    for (let next: StreamEvent | undefined = event; next !== undefined; next = this.#events.shift()) {
      const before = this.#state.kind;
      const [state, effects] = transition(this.#state, next, this.#context.options);
      this.#state = this.#named(state);
      for (const effect of effects) this.#perform(effect);
      this.#timer.set("deadline" in state ? state.deadline : undefined);
      if (state.kind !== before) this.#onStateChange();
    }
    this.#isApplying = false;
  }

  /** The state, with its table in the error that it carries. */
  #named(state: StreamState): StreamState {
    if (!("cause" in state) || state.cause === undefined) return state;
    return { ...state, cause: ZerobusError.about(state.cause, this.#context.table) };
  }

  #perform(effect: StreamEffect): void {
    switch (effect) {
      case "open":
        this.#connect();
        break;
      case "send":
        this.queuePump();
        break;
      case "half-close":
        this.#connection?.halfClose();
        break;
      case "isolate":
        this.#isolate();
        break;
      case "cancel":
        this.#disconnect();
        break;
      case "abandon":
        this.#connection?.abandon();
        this.#connection = undefined;
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
      written: () => {
        if (this.#pacing.isDue) this.pumpFull();
        else this.pump();
      },
      ended: (error) => {
        this.#connection = undefined;
        this.#onEnded(error);
      },
    });
    this.#latest = this.#connection;
  }

  #isolate(): void {
    const { state } = this;
    const cause = state.kind === "backing-off" ? state.cause : undefined;
    const row = this.#window.narrow();
    if (row === undefined || cause === undefined) return;
    const { table, options } = this.#context;
    const { rejected } = this.#window;
    if (this.#rejectedInARow === MOST_IN_A_ROW || rejected === options.maxRejectedRows) {
      this.#giveUp(tooManyRejected(table, rejected, cause));
      return;
    }
    try {
      this.#listener.rejected(row, cause);
    } catch (error) {
      this.#giveUp(notHandedOver(error, table));
      return;
    }
    this.#window.drop();
    this.#rejectedInARow++;
    this.#listener.progressed();
  }

  #giveUp(cause: ZerobusError): void {
    this.#apply({ kind: "give-up", now: performance.now(), cause });
  }

  #dropCredentials(): void {
    try {
      this.#context.credentials.invalidate?.(this.#context.table, this.#latest?.headers);
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
      case "created": {
        const { streamId } = message;
        if (this.#state.kind === "opening") this.#apply({ kind: "created", now, streamId });
        else this.#onBrokenProtocol("it created the stream twice");
        break;
      }
      case "ack":
        this.#onAck(message.wireOffset, now);
        break;
      case "close-signal": {
        const { durationMs } = message;
        const awaiting = this.#window.awaitsAck;
        this.#apply({ kind: "close-signal", now, random: Math.random(), durationMs, awaiting });
        break;
      }
    }
  }

  #onAck(wireOffset: number, now: number): void {
    switch (this.#window.ack(wireOffset, this.#connection?.written)) {
      case "progress":
        this.#rejectedInARow = 0;
        this.#listener.progressed();
        this.#apply({ kind: "acked", now, awaiting: this.#window.awaitsAck });
        // While a culprit is looked for, the next rows have to wait for this ack.
        if (this.#window.hasUnsent) this.#pacing.acked();
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
    this.#onEnded(new ZerobusError("protocol", `the server broke the protocol: ${what}`));
  }

  #onEnded(error: ZerobusError | undefined): void {
    const awaiting = this.#window.awaitsAck;
    this.#apply({ kind: "ended", now: performance.now(), random: Math.random(), awaiting, error });
  }

  #onStateChange(): void {
    // The machine forgets a call that it half-closed and that has ended; a final state has none.
    if (this.#state.kind === "closed" || this.#state.kind === "failed") {
      this.#disconnect();
      this.#timer.end();
    }
    this.#listener.stateChanged(this.#state);
  }
}

function tooManyRejected(table: string, rows: number, cause: ZerobusError): ZerobusError {
  return new ZerobusError("row_rejected", `the server rejects row after row: ${rows} so far`, {
    table,
    cause,
    hint: "has the table changed? Generate its client again; else raise maxRejectedRows. close() returns what is unacked",
  });
}

function notHandedOver(error: unknown, table: string): ZerobusError {
  const said = error instanceof Error ? error.message : String(error);
  return new ZerobusError("row_rejected", `a rejected row could not be handed over: ${said}`, {
    table,
    cause: error,
  });
}
