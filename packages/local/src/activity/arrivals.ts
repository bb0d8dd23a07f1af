/** Requests that came so close to each other count as one moment. */
const MOMENT_MS = 0.5;
/** What comes later than so many moments ago counts as the last of them. */
const MAX_MOMENTS = 10_000;

interface Arrived {
  readonly at: number;
  count: number;
}

/** When the requests of one stream arrived that are not acked yet: a number a moment, not one a request. */
export class Arrivals {
  #moments: Arrived[] = [];
  /** The first of those that are still waiting. */
  #first = 0;

  /** One more request. Times never go back. */
  add(at: number): void {
    const last = this.#moments.at(-1);
    const isFull = this.#moments.length - this.#first >= MAX_MOMENTS;
    if (last !== undefined && (isFull || at - last.at < MOMENT_MS)) last.count += 1;
    else this.#moments.push({ at, count: 1 });
  }

  /** Takes the oldest requests away, and says for each moment when it was and how many of them came then. */
  take(requests: number, each: (at: number, count: number) => void): void {
    let rest = requests;
    for (let next = this.#moments[this.#first]; next !== undefined && rest > 0; ) {
      const count = Math.min(rest, next.count);
      each(next.at, count);
      rest -= count;
      next.count -= count;
      if (next.count === 0) this.#first += 1;
      next = this.#moments[this.#first];
    }
    // Half of the list is moved for as much as was taken, so that each moment is moved once.
    if (this.#first * 2 <= this.#moments.length) return;
    this.#moments = this.#moments.slice(this.#first);
    this.#first = 0;
  }
}
