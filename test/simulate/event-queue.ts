interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

/** The virtual clock of a simulation, and what is still to happen: a binary heap, earliest first. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #scheduled = 0;
  #now = 0;

  /** Milliseconds since the simulation began. */
  get now(): number {
    return this.#now;
  }

  /** Lets something happen at a time. What is set for the same time happens in the order in which it was set. */
  at(at: number, happen: () => void): void {
    const event = { at: Math.max(at, this.#now), order: this.#scheduled++, happen };
    const heap = this.#heap;
    let hole = heap.push(event) - 1;
    while (hole > 0) {
      const above = (hole - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isEarlier(parent, event)) break;
      heap[hole] = parent;
      hole = above;
    }
    heap[hole] = event;
  }

  /** Lets something happen after some milliseconds. */
  in(delayMs: number, happen: () => void): void {
    this.at(this.#now + delayMs, happen);
  }

  /** Runs all that happens up to a time. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst();
      this.#now = next.at;
      next.happen();
    }
    this.#now = end;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let hole = 0;
    for (;;) {
      const left = heap[2 * hole + 1];
      const right = heap[2 * hole + 2];
      if (left === undefined) break;
      const child = right === undefined || isEarlier(left, right) ? left : right;
      if (isEarlier(last, child)) break;
      heap[hole] = child;
      hole = child === left ? 2 * hole + 1 : 2 * hole + 2;
    }
    heap[hole] = last;
  }
}

function isEarlier(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
