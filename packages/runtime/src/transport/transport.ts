import type { ZerobusError } from "../errors.js";

/** What a server says on a stream. */
export type ServerMessage =
  | { readonly kind: "created"; readonly streamId: string }
  /** Every message up to this wire offset is durable. */
  | { readonly kind: "ack"; readonly wireOffset: number }
  /** The server will end the stream in `durationMs`. */
  | { readonly kind: "close-signal"; readonly durationMs: number };

/** Where a call's answers go. Nothing comes after `ended`, which comes exactly once unless the call is cancelled. */
export interface CallListener {
  readonly message: (message: ServerMessage) => void;
  /** The call is over: with an error, or cleanly. */
  readonly ended: (error: ZerobusError | undefined) => void;
}

/** One call of the service's method. */
export interface Call {
  /** Sends one encoded `EphemeralStreamRequest`; `written` is called when the transport has taken it. */
  readonly write: (message: Uint8Array, written: () => void) => void;
  /** No more messages from us. */
  readonly halfClose: () => void;
  /** Resets the call. The listener hears nothing more. */
  readonly cancel: () => void;
  /** The same, for a call that got no answer in time: the next one takes a new connection, since this may be dead. */
  readonly abandon: () => void;
}

/** A way to the service. One connection serves every stream of a client. */
export interface Transport {
  /** Starts a call with the given request headers. Errors, too, come through the listener, never in this call. */
  readonly start: (headers: Readonly<Record<string, string>>, listener: CallListener) => Call;
  readonly close: () => void;
}
