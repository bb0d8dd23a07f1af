import type { DenialStatus } from "../auth/token-endpoint.js";
import type { RefusalCode, SchemaCause } from "../ingest/refusal.js";

/** The token endpoint is about to issue a token. Of the `table` that it may write. */
export type TokenFault =
  /** Answers with this HTTP status instead. Default 503. */
  | { readonly kind: "refuse-token"; readonly status?: DenialStatus }
  /** Answers later. */
  | { readonly kind: "delay-token"; readonly delayMs: number };

/** A stream arrives. Its `table` is the one that its request headers name, if they do. */
export type HeadersFault =
  /** Sends the response headers later; nothing is read before. */
  { readonly kind: "delay-headers"; readonly delayMs: number };

/** A stream asks to be created. */
export type OpenFault =
  /** Ends it with this error. */
  | {
      readonly kind: "refuse-create";
      readonly code: RefusalCode;
      readonly message?: string;
      readonly causes?: readonly SchemaCause[];
    }
  /** Does not accept its token, however good. Default UNAUTHENTICATED. */
  | { readonly kind: "reject-token"; readonly code?: "UNAUTHENTICATED" | "PERMISSION_DENIED" };

/** A stream may be created, and is about to hear so. */
export type CreatedFault =
  /** It hears so later; nothing is read before. */
  | { readonly kind: "delay-create"; readonly delayMs: number }
  /** It never hears so, and nothing is read any more. */
  | { readonly kind: "never-create" }
  /** It hears so, without an id. */
  | { readonly kind: "create-without-id" };

/** A stream was created, or one more request of it was accepted. */
export type StreamFault =
  /**
   * Signals that the stream will close. When the duration has passed, `error` ends it with UNAVAILABLE as the
   * service does, `end` ends it well, `stay` does neither. Default `error`. Without `durationMs` the signal
   * names no duration, and the end follows at once. What the client has ended by then stays ended.
   */
  | {
      readonly kind: "close-signal";
      readonly durationMs?: number;
      readonly next?: "end" | "error" | "stay";
    }
  /** Ends it with this error, or well without a code; what was accepted is committed and acked first. */
  | { readonly kind: "end"; readonly code?: RefusalCode; readonly message?: string }
  /** Resets it, with an HTTP/2 error. Default INTERNAL_ERROR. */
  | { readonly kind: "reset"; readonly error?: ResetError }
  /** Tells its connection to open no more streams there (GOAWAY). Those that are open go on. */
  | { readonly kind: "goaway" }
  /** Resets its connection (TCP RST), every stream on it with it. */
  | { readonly kind: "cut" }
  /** Reads nothing from it for a while. */
  | { readonly kind: "stall"; readonly forMs: number }
  /** From here on each ack, and the end of the stream, comes later by this much. */
  | { readonly kind: "delay-acks"; readonly delayMs: number }
  /** What comes from here on is committed, and never acked. */
  | { readonly kind: "drop-acks" }
  /** A response that says nothing: its payload is missing. */
  | { readonly kind: "empty-response" };

/** A request was decoded, and is about to be committed. */
export type RowFault =
  /**
   * A request with such a row is refused as for a bad row: INVALID_ARGUMENT, after what came before it was
   * committed and acked. Whole numbers may be given as text; a decimal is its unscaled number.
   */
  {
    readonly kind: "refuse-row";
    readonly column: string;
    readonly equals: string | number | boolean | null;
  };

/** Requests are durable, and their stream is about to hear so. One ack covers all that a commit held. */
export type AckFault =
  /** Acks twice. */
  | { readonly kind: "duplicate-ack" }
  /** Acks, and then the offset before. Passes over the ack of offset 0. */
  | { readonly kind: "regress-ack" }
  /** Acks an offset that was never sent instead. */
  | { readonly kind: "ack-beyond" }
  /** Acks without an offset instead. */
  | { readonly kind: "ack-without-offset" }
  /** Acks offset -1 instead. */
  | { readonly kind: "ack-negative" }
  /** Resets the connection instead. */
  | { readonly kind: "commit-then-cut" };

/** A commit is about to be written. It may hold requests of several streams. */
export type CommitFault =
  /** It takes longer. */
  | { readonly kind: "slow-disk"; readonly delayMs: number }
  /** It fails: its streams end with UNAVAILABLE, nothing of it is stored. */
  | { readonly kind: "fail-commit" };

/** What may go wrong, by the moment when it does. */
export interface FaultsByMoment {
  readonly token: TokenFault;
  readonly headers: HeadersFault;
  readonly open: OpenFault;
  readonly created: CreatedFault;
  readonly stream: StreamFault;
  readonly row: RowFault;
  readonly ack: AckFault;
  readonly commit: CommitFault;
}

/** When a fault may strike. */
export type Moment = keyof FaultsByMoment;

/** One thing that goes wrong on purpose. A closed vocabulary, plain JSON. */
export type Fault = FaultsByMoment[Moment];

/** HTTP/2's names for why a stream is reset. */
export type ResetError = "INTERNAL_ERROR" | "REFUSED_STREAM" | "CANCEL" | "ENHANCE_YOUR_CALM";

const MOMENTS: { readonly [K in Fault["kind"]]: MomentOf<K> } = {
  "refuse-token": "token",
  "delay-token": "token",
  "delay-headers": "headers",
  "refuse-create": "open",
  "reject-token": "open",
  "delay-create": "created",
  "never-create": "created",
  "create-without-id": "created",
  "close-signal": "stream",
  end: "stream",
  reset: "stream",
  goaway: "stream",
  cut: "stream",
  stall: "stream",
  "delay-acks": "stream",
  "drop-acks": "stream",
  "empty-response": "stream",
  "refuse-row": "row",
  "duplicate-ack": "ack",
  "regress-ack": "ack",
  "ack-beyond": "ack",
  "ack-without-offset": "ack",
  "ack-negative": "ack",
  "commit-then-cut": "ack",
  "slow-disk": "commit",
  "fail-commit": "commit",
};

/** Every kind of fault. */
export const FAULT_KINDS: readonly string[] = Object.keys(MOMENTS);

/** When a fault strikes. */
export function momentOf(fault: Fault): Moment {
  return MOMENTS[fault.kind];
}

/** Whether a fault strikes at this moment. */
export function strikesAt<M extends Moment>(fault: Fault, moment: M): fault is FaultsByMoment[M] {
  return MOMENTS[fault.kind] === moment;
}

type MomentOf<K extends Fault["kind"]> = {
  [M in Moment]: K extends FaultsByMoment[M]["kind"] ? M : never;
}[Moment];
