import { Latencies } from "./latencies.js";

/** What one second came to. */
export interface Second {
  /** Its start, in milliseconds since 1970. */
  readonly at: number;
  /** Rows that became durable, and the size of what was stored in tables. */
  readonly rows: number;
  readonly bytes: number;
  readonly commits: number;
  readonly refusals: number;
  /** From a request's arrival to its ack; null without acks. */
  readonly ackP50Ms: number | null;
  readonly ackP99Ms: number | null;
  /** Requests without an ack at its end, over all streams. */
  readonly lag: number;
}

/** What is counted within a second. */
type Count = "rows" | "bytes" | "commits" | "refusals";

const KEPT = 600;
/** A clock that is corrected by so many seconds only stands still until it is there again. */
const MAX_STEP_BACK = 5;

/**
 * The newest ten minutes, a second at a time. Nothing runs for it: a second is over when somebody comes by after it. A
 * clock that is set back by much starts it anew.
 */
export class Seconds {
  readonly #latencies = new Latencies();
  #over: Second[] = [];
  #second: number;
  #counts = zero();
  #lag = 0;

  constructor(now: number) {
    this.#second = secondOf(now);
  }

  count(now: number, what: Count, by: number): void {
    this.#moveTo(now);
    this.#counts[what] += by;
  }

  /** So many requests arrived, and are not acked yet. */
  received(now: number, requests: number): void {
    this.#moveTo(now);
    this.#lag += requests;
  }

  /** So many of them were acked after this long. */
  acked(now: number, requests: number, ms: number): void {
    this.#moveTo(now);
    this.#lag -= requests;
    this.#latencies.add(ms, requests);
  }

  /** So many of them never will be. */
  abandoned(now: number, requests: number): void {
    this.#moveTo(now);
    this.#lag -= requests;
  }

  /** The seconds that are over, oldest first. */
  list(now: number): readonly Second[] {
    this.#moveTo(now);
    return this.#over.slice(-KEPT);
  }

  #moveTo(now: number): void {
    const second = secondOf(now);
    const passed = second - this.#second;
    if (passed <= 0 && passed >= -MAX_STEP_BACK) return;
    if (passed < 0) this.#over = [];
    else this.#closeUntil(second);
    this.#second = second;
    this.#counts = zero();
    this.#latencies.clear();
  }

  #closeUntil(second: number): void {
    const ackP50Ms = this.#latencies.quantile(0.5);
    const ackP99Ms = this.#latencies.quantile(0.99);
    this.#over.push({ at: this.#second * 1000, ...this.#counts, ackP50Ms, ackP99Ms, lag: this.#lag });
    const quiet = { ...zero(), ackP50Ms: null, ackP99Ms: null, lag: this.#lag };
    for (let at = Math.max(this.#second + 1, second - KEPT); at < second; at++) {
      this.#over.push({ at: at * 1000, ...quiet });
    }
    if (this.#over.length > 2 * KEPT) this.#over = this.#over.slice(-KEPT);
  }
}

function secondOf(now: number): number {
  return Math.floor(now / 1000);
}

function zero(): Record<Count, number> {
  return { rows: 0, bytes: 0, commits: 0, refusals: 0 };
}
