import type { Clock } from "../activity/clock.js";

/** A clock that a test moves. */
export class ManualClock implements Clock {
  #now: number;
  #elapsed = 0;

  constructor(now = 1_800_000_000_000) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;
  readonly elapsed = (): number => this.#elapsed;

  /** Time passes. */
  pass(ms: number): void {
    this.#now += ms;
    this.#elapsed += ms;
  }

  /** Somebody sets the clock, in no time. */
  set(now: number): void {
    this.#now = now;
  }
}
