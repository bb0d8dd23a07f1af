import type { ZerobusError } from "../errors.js";

interface Waiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (error: ZerobusError) => void;
}

/** Those who wait for an offset to be acked, lowest offset first. */
export class AckWaiters {
  #waiters: Waiter[] = [];

  /** Adds a waiter. Returns how to take it out again. */
  add(waiter: Waiter): () => void {
    // Nearly always the last place: rows are mostly awaited in the order they were ingested.
    let at = this.#waiters.length;
    while (at > 0 && (this.#waiters[at - 1]?.offset ?? 0) > waiter.offset) at--;
    this.#waiters.splice(at, 0, waiter);
    return () => {
      this.#waiters = this.#waiters.filter((other) => other !== waiter);
    };
  }

  /** Everything up to and including `offset` is durable. */
  ackThrough(offset: number): void {
    const end = this.#waiters.findIndex((waiter) => waiter.offset > offset);
    for (const waiter of this.#waiters.splice(0, end < 0 ? this.#waiters.length : end)) waiter.resolve();
  }

  /** Nothing more will be acked. */
  rejectAll(error: ZerobusError): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}
