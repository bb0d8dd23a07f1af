import { setTimeout as delay } from "node:timers/promises";
import { watchFiles } from "./watch-files.js";

/** Editors and tools write several files, or one in several steps: what comes within this time is one change. */
const QUIET_MS = 100;

/** Waits for changes of files that may be others each time. */
export class Changes implements Disposable {
  #stop: () => void = () => {};
  #isDirty = false;
  #wake: () => void = () => {};

  /** Watches these from now on, and no others. What changed before counts all the same. */
  watch(paths: readonly string[]): void {
    const stop = watchFiles(paths, () => {
      this.#isDirty = true;
      this.#wake();
    });
    this.#stop();
    this.#stop = stop;
  }

  /** Resolves when something changed since the last time, and then kept quiet for a moment; or when the signal fires. */
  async next(signal: AbortSignal): Promise<void> {
    if (!this.#isDirty && !signal.aborted) {
      const { promise, resolve } = turnstile();
      this.#wake = resolve;
      signal.addEventListener("abort", resolve, { once: true });
      await promise;
      signal.removeEventListener("abort", resolve);
    }
    while (this.#isDirty && !signal.aborted) {
      this.#isDirty = false;
      await delay(QUIET_MS, undefined, { signal }).catch(() => {});
    }
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}

/** A promise, and what resolves it. */
function turnstile(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
