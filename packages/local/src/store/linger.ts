/** What waits to be committed together. */
export interface Gathered {
  readonly rows: number;
  /** Size on the wire. */
  readonly bytes: number;
}

/** The longest that anything waits before its commit begins. */
export const LONGEST_LINGER_MS = 100;
/** A group of so much is worth its commit: more only takes longer. */
const ENOUGH: Gathered = { rows: 4_096, bytes: 1024 * 1024 };
/** After a group of fewer rows, the next one does not wait for company. */
const SMALL_ROWS = 64;
/** A commit, which leaves a file for ever, takes one from the budget; less if it has many rows, with so many nothing. */
const FREE_ROWS = 256;
/** What comes back to the budget. */
const COMMITS_PER_SECOND = 10;
/** The most there is of it: what comes back in a minute. A client that awaits each ack has so many at full speed. */
const BURST = 60 * COMMITS_PER_SECOND;

/**
 * How long a table waits for more rows before it commits. Not at all when it is idle or its groups are small, as long
 * as the budget of commits lasts; half as long as commits take when they are large, so that these cost two thirds of the
 * time at most until a group is large enough anyhow; {@link LONGEST_LINGER_MS} at most. It keeps no clock:
 * time is told in milliseconds that never go back.
 */
export class Linger {
  #budget: number = BURST;
  #budgetAtMs = 0;
  #restUntilMs = 0;
  #lastDurationMs: number = Number.POSITIVE_INFINITY;

  /** How long the group goes on waiting, in milliseconds; nothing, if it is to be committed now. */
  waitMs(nowMs: number, { rows, bytes }: Gathered): number {
    if (rows >= ENOUGH.rows || bytes >= ENOUGH.bytes) return 0;
    const missing = cost(rows) - this.#budgetAt(nowMs);
    return Math.max(0, this.#restUntilMs - nowMs, (missing / COMMITS_PER_SECOND) * 1000);
  }

  /** A commit of so many rows has ended, well or not. */
  committed(nowMs: number, rows: number, durationMs: number): void {
    this.#budget = Math.max(0, this.#budgetAt(nowMs) - cost(rows));
    this.#budgetAtMs = nowMs;
    // The shorter of two: a disk that stumbles once has made everybody wait already.
    const usualMs = Math.min(durationMs, this.#lastDurationMs);
    this.#lastDurationMs = durationMs;
    this.#restUntilMs = rows < SMALL_ROWS ? nowMs : nowMs + Math.min(usualMs / 2, LONGEST_LINGER_MS);
  }

  #budgetAt(nowMs: number): number {
    const seconds = (nowMs - this.#budgetAtMs) / 1000;
    return Math.min(this.#budget + seconds * COMMITS_PER_SECOND, BURST);
  }
}

function cost(rows: number): number {
  return Math.max(0, 1 - rows / FREE_ROWS);
}
