import type { Fault } from "./fault.js";

/** A fault, and where and how often it strikes. Plain JSON. */
export interface FaultRule {
  readonly fault: Fault;
  /** Strikes on this table alone, `catalog.schema.table`. Default: on every one. */
  readonly table?: string;
  /** How often it strikes before it is spent; `always` until it is removed. Default 1. */
  readonly times?: number | "always";
  /**
   * Passes over a stream that has had fewer ingest requests than this; for a fault of an ack, over an ack that
   * covers fewer. Default 0.
   */
  readonly afterRequests?: number;
  /**
   * Strikes every live stream that matches, once and at once, and no later one. For the faults of a stream:
   * `close-signal`, `end`, `reset`, `goaway`, `cut`, `stall`, `delay-acks`, `drop-acks`, `empty-response`.
   */
  readonly now?: boolean;
}

/** Something at which a fault may strike. */
export interface Occasion {
  /** Undefined where it is not known (yet). */
  readonly table: string | undefined;
  /** How many ingest requests the stream has had, or the ack covers; 0 where neither is there. */
  readonly requests: number;
}

/** Whether a rule is for this occasion. */
export function matches({ table, afterRequests = 0 }: FaultRule, occasion: Occasion): boolean {
  return (table === undefined || table === occasion.table) && occasion.requests >= afterRequests;
}
