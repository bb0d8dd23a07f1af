import type { ZerobusError } from "../errors.js";
import type { StreamState } from "./state.js";

/** Where a stream is, for whoever watches it. */
export type StreamStatus =
  /** Nothing was ingested yet: no connection. */
  | { readonly kind: "idle" }
  /** Connecting. `attempt` counts from 1, and from 1 again after a success. */
  | { readonly kind: "opening"; readonly attempt: number }
  /** Rows flow. `streamId` is the server's name for the stream, for its logs. */
  | { readonly kind: "open"; readonly streamId: string }
  /** The server replaces the connection, as it does every 15 minutes or so. Rows are taken, and sent afterwards. */
  | { readonly kind: "rotating" }
  /** The connection is lost; the next attempt begins in `retryInMs`. Nothing as `cause` when it was replaced. */
  | {
      readonly kind: "backing-off";
      readonly attempt: number;
      readonly retryInMs: number;
      readonly cause: ZerobusError | undefined;
    }
  /** The last acks are awaited. */
  | { readonly kind: "closing" }
  /** Closed by its owner. Final. */
  | { readonly kind: "closed" }
  /** Given up. Final. */
  | { readonly kind: "failed"; readonly cause: ZerobusError };

/** What a state of the machine looks like from outside. */
export function statusOf(state: StreamState, now: number): StreamStatus {
  switch (state.kind) {
    case "idle":
    case "closed":
      return { kind: state.kind };
    case "opening":
      return { kind: "opening", attempt: state.budget.failures + 1 };
    case "open":
      return { kind: "open", streamId: state.streamId };
    case "rotating":
      return { kind: "rotating" };
    case "half-closed":
      return { kind: state.next === "close" ? "closing" : "rotating" };
    case "backing-off": {
      const { budget, cause, deadline } = state;
      const retryInMs = Math.max(Math.round(deadline - now), 0);
      return { kind: "backing-off", attempt: budget.failures + 1, retryInMs, cause };
    }
    case "failed":
      return { kind: "failed", cause: state.cause };
  }
}
