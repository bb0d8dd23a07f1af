/** How much a service lets in: so many a second for 10,000 clients, and a queue of so many milliseconds before it. */
export interface Capacity {
  readonly perSecond: number;
  readonly longestQueueMs: number;
}

/** The door of a service with limited capacity: admits at an even pace, lets wait, refuses when the queue is full. */
export class Gate {
  readonly #capacity: Capacity;
  #freeAt = Number.NEGATIVE_INFINITY;

  constructor(capacity: Capacity) {
    this.#capacity = capacity;
  }

  /** When one who comes now is let in; nothing if it is refused. Who leaves the queue has still taken its place. */
  admit(now: number): number | undefined {
    const at = Math.max(now, this.#freeAt);
    if (at - now > this.#capacity.longestQueueMs) return undefined;
    this.#freeAt = at + 1_000 / this.#capacity.perSecond;
    return at;
  }
}
