const SHORTEST_MS = 100;
const LONGEST_MS = 30_000;

/** How long to leave a table alone that takes no rows: longer each time, half a minute at most. */
export class RetryPause {
  readonly #firstMs: number;
  #times = 0;
  #until = 0;
  #failure: unknown;

  constructor(firstMs: number) {
    this.#firstMs = Math.min(Math.max(firstMs, SHORTEST_MS), LONGEST_MS);
  }

  /** Why it takes none; undefined while it does. */
  get failure(): unknown {
    return this.#failure;
  }

  get isOver(): boolean {
    return performance.now() >= this.#until;
  }

  /** @returns how long the pause is that begins now */
  begin(failure: unknown): number {
    this.#failure = failure;
    const ms = Math.min(this.#firstMs * 2 ** this.#times, LONGEST_MS);
    this.#times += 1;
    this.#until = performance.now() + ms;
    return ms;
  }

  /** It takes rows again. */
  end(): void {
    this.#failure = undefined;
    this.#times = 0;
    this.#until = 0;
  }
}
