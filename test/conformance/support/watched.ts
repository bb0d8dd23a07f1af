/** Longest wait for a condition. Only a failing test gets there. */
const LIMIT_MS = 10_000;

/** Something that changes, and those who wait until a condition on it holds. */
export class Watched {
  readonly #checks = new Set<() => void>();

  /** To be called after every change. */
  changed(): void {
    for (const check of [...this.#checks]) check();
  }

  /** Resolves with the first value that is not undefined; `what` names the condition that never came to hold. */
  until<T>(what: string, condition: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#checks.delete(check);
        clearTimeout(timer);
      };
      const check = (): void => {
        const value = condition();
        if (value === undefined) return;
        done();
        resolve(value);
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`waited ${LIMIT_MS} ms in vain for ${what}`));
      }, LIMIT_MS);
      this.#checks.add(check);
      check();
    });
  }
}
