import type { ZerobusError } from "../errors.js";

/** Somebody who waits for an offset to be acked. */
export interface AckWaiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (error: ZerobusError) => void;
}

/** Those who have left are kept until they are this many, and half of all. */
const SWEEP_AT = 256;

/** Those who wait for an offset to be acked, lowest offset first. */
export class AckWaiters {
  #waiters: AckWaiter[] = [];
  /** Who left without an ack: swept together, since taking each out of the list would be quadratic. */
  readonly #left = new Set<AckWaiter>();

  /** Adds a waiter. Returns how to leave. */
  add(waiter: AckWaiter): () => void {
    // Nearly always the last place: rows are mostly awaited in the order they were ingested.
    let at = this.#waiters.length;
    while (at > 0 && (this.#waiters[at - 1]?.offset ?? 0) > waiter.offset) at--;
    if (at === this.#waiters.length) this.#waiters.push(waiter);
    else this.#waiters.splice(at, 0, waiter);
    return () => this.#leave(waiter);
  }

  /** Everything up to and including `offset` is durable. */
  ackThrough(offset: number): void {
    const end = this.#waiters.findIndex((waiter) => waiter.offset > offset);
    this.#settle(end < 0 ? this.#waiters.length : end, (waiter) => waiter.resolve());
  }

  /** Nothing more will be acked. */
  rejectAll(error: ZerobusError): void {
    this.#settle(this.#waiters.length, (waiter) => waiter.reject(error));
  }

  #settle(count: number, settle: (waiter: AckWaiter) => void): void {
    for (const waiter of this.#waiters.splice(0, count)) if (!this.#left.delete(waiter)) settle(waiter);
  }

  #leave(waiter: AckWaiter): void {
    this.#left.add(waiter);
    if (this.#left.size < SWEEP_AT || this.#left.size * 2 < this.#waiters.length) return;
    this.#waiters = this.#waiters.filter((other) => !this.#left.has(other));
    this.#left.clear();
  }
}
