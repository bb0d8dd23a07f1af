/** What time it is, for what the server saw. */
export interface Clock {
  /** Milliseconds since 1970; somebody may set it. */
  readonly now: () => number;
  /** Milliseconds from whenever; never goes back. */
  readonly elapsed: () => number;
}

/** The time of this machine. */
export const CLOCK: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
