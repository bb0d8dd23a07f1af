import { type WaitOptions, wait } from "./wait.js";

/** Those who wait for something to change. They look for themselves whether it did. */
export class Waiters {
  readonly #what: string;
  #wakes: (() => void)[] = [];

  constructor(what: string) {
    this.#what = what;
  }

  /** Resolves at the next {@link wake}. */
  next(options: WaitOptions): Promise<void> {
    return wait(this.#what, undefined, options.signal, (resolve) => {
      this.#wakes.push(resolve);
      return () => {
        this.#wakes = this.#wakes.filter((other) => other !== resolve);
      };
    });
  }

  wake(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}
