/** Longer than this a timer of Node fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Timers that end together, and keep no process alive. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** Those with the same delay fire in the order they were set. */
  after(ms: number, run: () => void): void {
    const timer = setTimeout(
      () => {
        this.#running.delete(timer);
        run();
      },
      Math.min(ms, LONGEST_MS),
    );
    this.#running.add(timer.unref());
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
