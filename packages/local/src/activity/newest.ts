/** A list that keeps its newest items, and forgets the others. */
export class Newest<T> {
  readonly #capacity: number;
  readonly #items: T[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length > this.#capacity) this.#items.shift();
  }

  /** Newest first. */
  list(): T[] {
    return this.#items.toReversed();
  }
}
