/** Chance that repeats itself: the same seed gives the same numbers (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A number from a range. */
  within([least, most]: Range): number {
    return least + (most - least) * this.next();
  }

  /** True with the given probability. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }
}

/** From, to. */
export type Range = readonly [number, number];
