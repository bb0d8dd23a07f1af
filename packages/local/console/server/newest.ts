/** After each piece of work, this many times as long is left to everything else. */
const REST = 2;

/**
 * Works through texts that come as they like: only ever the newest, and never more than a third of the time. What a newer
 * one overtakes is not looked at.
 */
export class Newest {
  readonly #work: (text: string) => void;
  #text: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restsUntil = 0;

  constructor(work: (text: string) => void) {
    this.#work = work;
  }

  take(text: string): void {
    this.#text = text;
    this.#timer ??= setTimeout(() => this.#turn(), Math.max(0, this.#restsUntil - performance.now()));
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#text = undefined;
  }

  #turn(): void {
    const text = this.#text;
    this.forget();
    if (text === undefined) return;
    const begun = performance.now();
    this.#work(text);
    // What the work leads to, such as drawing, is done when the next task begins.
    setTimeout(() => {
      const now = performance.now();
      this.#restsUntil = now + REST * (now - begun);
    });
  }
}
