import type { ZerobusError } from "../errors.js";

/**
 * What is carried from one attempt to the next while the stream recovers.
 * A row acked, or 15 s of uptime, starts it afresh.
 */
export interface Budget {
  /** Consecutive attempts that failed. */
  readonly failures: number;
  /** When the first of them failed. */
  readonly failingSince: number | undefined;
  /** True until the server has created the stream once: an address that never answered deserves less patience. */
  readonly isNew: boolean;
  /** True once the credentials were renewed because the server rejected them. */
  readonly renewed: boolean;
  /**
   * When the ack of what was sent before a rotation is due. Rotation alone does not put it off, or a server that
   * rotates for ever could go without acks for ever.
   */
  readonly ackBy: number | undefined;
}

/**
 * Where a stream is. Each state holds exactly its own data; `deadline`, where there is one, is the time at which
 * the event `deadline` is due. Times are milliseconds of one monotonic clock.
 */
export type StreamState =
  /** Nothing was ingested yet: no connection. */
  | { readonly kind: "idle" }
  /** A call is under way and the stream on it is being created. */
  | { readonly kind: "opening"; readonly budget: Budget; readonly deadline: number }
  /** Rows flow. The deadline runs while a sent row awaits its ack. */
  | {
      readonly kind: "open";
      /** The server's name for this stream: new with each connection. */
      readonly streamId: string;
      readonly budget: Budget;
      readonly openedAt: number;
      readonly deadline: number | undefined;
    }
  /** The server is about to end the stream: nothing more is sent, acks still count. */
  | {
      readonly kind: "rotating";
      readonly budget: Budget;
      readonly reopenAt: number;
      /** When the server, or the policy, ends the wait. The deadline is earlier if an ack is due before. */
      readonly until: number;
      readonly deadline: number;
    }
  /**
   * Our half of the call is closed; the last acks are read before what comes `next`. Not before `reopenAt`, so that
   * a server that signals at once cannot make a hot loop.
   */
  | {
      readonly kind: "half-closed";
      readonly next: "reopen" | "close";
      readonly budget: Budget;
      readonly reopenAt: number;
      readonly deadline: number;
    }
  /** The last connection is over; the next attempt begins at the deadline. */
  | {
      readonly kind: "backing-off";
      /** What ended it; nothing when it was a rotation. */
      readonly cause: ZerobusError | undefined;
      readonly budget: Budget;
      readonly deadline: number;
    }
  /** Closed by its owner. Final. */
  | { readonly kind: "closed" }
  /** Given up. Final. */
  | { readonly kind: "failed"; readonly cause: ZerobusError };

/** What happens to a stream. Time and randomness (0 ≤ random < 1) come with the events that need them. */
export type StreamEvent =
  /** A row is there to be sent, or the owner wants the connection. */
  | { readonly kind: "open"; readonly now: number }
  /** The server has created the stream. */
  | { readonly kind: "created"; readonly now: number; readonly streamId: string }
  /** A message went out. */
  | { readonly kind: "sent"; readonly now: number }
  /** An ack made progress. `awaiting` says whether a sent row still awaits its own. */
  | { readonly kind: "acked"; readonly now: number; readonly awaiting: boolean }
  /** The server will end the stream in `durationMs`. `awaiting` as above. */
  | {
      readonly kind: "close-signal";
      readonly now: number;
      readonly random: number;
      readonly durationMs: number;
      readonly awaiting: boolean;
    }
  /** The call is over, with or without an error. `awaiting` as above. */
  | {
      readonly kind: "ended";
      readonly now: number;
      readonly random: number;
      readonly awaiting: boolean;
      readonly error: ZerobusError | undefined;
    }
  /** The deadline of the state has passed. */
  | { readonly kind: "deadline"; readonly now: number; readonly random: number }
  /** The owner closes the stream; whatever is unacked stays so. */
  | { readonly kind: "close"; readonly now: number }
  /** Something of our own broke, so that the stream cannot go on. */
  | { readonly kind: "give-up"; readonly now: number; readonly cause: ZerobusError };

/** What the shell is to do. */
export type StreamEffect =
  /** Open a call and create the stream on it. */
  | "open"
  /** Send from the first unacked row on. */
  | "send"
  /** Close our half of the call. */
  | "half-close"
  /** The server refused something of what awaited its ack: narrow down which row, or hand over the one it is. */
  | "isolate"
  /** Reset the call. */
  | "cancel"
  /** Reset the call, and leave the connection that it was on: nothing came over it in time. */
  | "abandon"
  /** Forget the credentials that the server rejected. */
  | "drop-credentials";

/** The next state, and what is to be done on the way to it, in order. */
export type Transition = readonly [StreamState, readonly StreamEffect[]];

/** The options that govern recovery; see `StreamOptions`. */
export interface RecoveryPolicy {
  readonly recovery: boolean;
  readonly recoveryTimeoutMs: number;
  readonly recoveryBackoffMs: number;
  readonly recoveryRetries: number;
  readonly recoveryBudgetMs: number;
  readonly serverLackOfAckTimeoutMs: number;
  readonly streamPausedMaxWaitTimeMs: number | undefined;
  /** Whether a row that the server refuses is taken out, so that the others go on. */
  readonly isolation: boolean;
}
