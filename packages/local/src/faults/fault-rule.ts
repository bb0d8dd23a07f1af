import { FAULT_KINDS, type Fault, momentOf } from "./fault.js";

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

/**
 * Checks what may have come as JSON.
 * @throws {TypeError} naming what is wrong with the rule
 */
export function checkRule(rule: FaultRule): void {
  const { fault, times = 1, afterRequests = 0, now = false } = rule;
  if (!FAULT_KINDS.includes(fault.kind)) {
    throw new TypeError(
      `there is no fault ${JSON.stringify(fault.kind)}; there are ${FAULT_KINDS.join(", ")}`,
    );
  }
  const moment = momentOf(fault);
  if (times !== "always" && !(times >= 1)) {
    throw new TypeError(`${fault.kind}: times is ${times}; it must be 1 at least, or "always"`);
  }
  if (now && moment !== "stream") {
    throw new TypeError(
      `${fault.kind}: now is for faults that strike a stream; this one waits for its moment`,
    );
  }
  if (now && rule.times !== undefined) {
    throw new TypeError(
      `${fault.kind}: a rule with now strikes once at every live stream, and takes no times`,
    );
  }
  if (afterRequests > 0 && moment !== "stream" && moment !== "row" && moment !== "ack") {
    throw new TypeError(`${fault.kind}: afterRequests is ${afterRequests}, and no request is counted there`);
  }
  const wait = waitOf(fault);
  if (wait !== undefined && !(typeof wait[1] === "number" && wait[1] >= 0)) {
    throw new TypeError(`${fault.kind}: ${wait[0]} is ${wait[1]}; it must be a number of milliseconds`);
  }
}

/** What a fault calls its wait, and how long that is. */
function waitOf(fault: Fault): readonly [name: string, ms: unknown] | undefined {
  if (/^(?:delay|slow)-/.test(fault.kind)) return ["delayMs", Reflect.get(fault, "delayMs")];
  return fault.kind === "stall" ? ["forMs", fault.forMs] : undefined;
}
