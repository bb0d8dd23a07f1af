import type { FaultRule } from "@zerobus-gen/local";

/** What the network does to a run. Times in milliseconds. */
export type NetworkFault =
  /** Every chunk of bytes is late. */
  | { readonly kind: "delay"; readonly chunkMs: number; readonly forMs: number }
  /** Nothing passes on one side, or on both; afterwards everything does. */
  | { readonly kind: "stall-bytes"; readonly side: Side | "both"; readonly forMs: number }
  /** What was under way is lost, and nobody hears of it; at the end the connections are reset. */
  | { readonly kind: "drop"; readonly side: Side | "both"; readonly forMs: number }
  /** Every connection is reset. */
  | { readonly kind: "reset-sockets" }
  /** Every connection is ended in order, by FIN. */
  | { readonly kind: "fin" }
  /** Every connection is reset, and so is each new one. */
  | { readonly kind: "refuse"; readonly forMs: number };

/** Towards the server, or towards the client. */
export type Side = "up" | "down";

/** What happens to a process. */
export type ProcessFault =
  /** The server is killed with SIGKILL, and started again on the same directory. */
  | { readonly kind: "kill-server"; readonly downMs: number }
  /** The client is killed with SIGKILL, after nothing of what it sent has arrived for so long, and started again on the same spool. */
  | { readonly kind: "kill-client"; readonly lossMs: number; readonly downMs: number };

/** What the server itself does wrong, on the table of the run. */
export interface ServerFault {
  readonly kind: "server";
  readonly rule: Omit<FaultRule, "table">;
}

export type Fault = NetworkFault | ProcessFault | ServerFault;

/** When a fault strikes: so long after the client has sent so many bytes; 0 is before it starts. */
export interface ScheduledFault {
  readonly afterBytes: number;
  readonly afterMs: number;
  readonly fault: Fault;
}
