import { type WaitOptions, wait } from "./wait.js";

/** Those who wait for something to change. They look for themselves whether it did. */
export class Waiters {
  readonly #what: string;
  readonly #wakes = new Set<() => void>();

  constructor(what: string) {
    this.#what = what;
  }

  /** Resolves at the next {@link wake}. */
  next(options: WaitOptions): Promise<void> {
    return wait(this.#what, undefined, options.signal, (resolve) => {
      this.#wakes.add(resolve);
      return () => void this.#wakes.delete(resolve);
    });
  }

  wake(): void {
    if (this.#wakes.size === 0) return;
    const wakes = [...this.#wakes];
    this.#wakes.clear();
    for (const wake of wakes) wake();
  }
}
