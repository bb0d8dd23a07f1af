import type { ZerobusError } from "../errors.js";
import { DeadlineTimer } from "./deadline-timer.js";
import { wait } from "./wait.js";

interface AckWaiter {
  readonly offset: number;
  readonly deadline: number;
  readonly resolve: (offset: number) => void;
  readonly reject: (error: ZerobusError) => void;
}

/** Those who have left are kept until they are this many, and half of all. */
const SWEEP_AT = 256;

/** Those who are late are looked for this many times within one timeout: all waiters are looked at each time. */
const LOOKS = 100;

/**
 * Those who wait for an offset to be acked, lowest offset first. However many they are, they share one timer: an
 * awaited row costs a promise and an entry here.
 */
export class AckWaiters {
  readonly #timeoutMs: number;
  readonly #late: (offset: number) => ZerobusError;
  readonly #timer = new DeadlineTimer(() => this.#rejectLate());
  #waiters: AckWaiter[] = [];
  /** Who left without an ack: swept together, since taking each out of the list would be quadratic. */
  readonly #left = new Set<AckWaiter>();

  /** A wait ends with what `late` makes after `timeoutMs`, and at most a hundredth of that later. */
  constructor(timeoutMs: number, late: (offset: number) => ZerobusError) {
    this.#timeoutMs = timeoutMs;
    this.#late = late;
  }

  /** Resolves with the offset when it is acked. */
  wait(offset: number, signal?: AbortSignal): Promise<number> {
    if (signal === undefined) return new Promise((resolve, reject) => this.#add(offset, resolve, reject));
    const waiting = wait("the ack", undefined, signal, (resolve, reject) =>
      this.#add(offset, resolve, reject),
    );
    return waiting.then(() => offset);
  }

  /** Everything up to and including `offset` is durable. */
  ackThrough(offset: number): void {
    const end = this.#waiters.findIndex((waiter) => waiter.offset > offset);
    this.#settle(end < 0 ? this.#waiters.length : end, (waiter) => waiter.resolve(waiter.offset));
  }

  /** Everything before `offset` is settled, and this one will not be acked. */
  rejectAt(offset: number, error: ZerobusError): void {
    const end = this.#waiters.findIndex((waiter) => waiter.offset > offset);
    this.#settle(end < 0 ? this.#waiters.length : end, (waiter) => waiter.reject(error));
  }

  /** Nothing more will be acked. */
  rejectAll(error: ZerobusError): void {
    this.#settle(this.#waiters.length, (waiter) => waiter.reject(error));
  }

  /** Returns how to leave. */
  #add(offset: number, resolve: (offset: number) => void, reject: (error: ZerobusError) => void): () => void {
    const deadline = performance.now() + this.#timeoutMs;
    const waiter = { offset, deadline, resolve, reject };
    if (this.#waiters.length === 0) this.#timer.set(deadline);
    // Nearly always the last place: rows are mostly awaited in the order they were ingested.
    let at = this.#waiters.length;
    while (at > 0 && (this.#waiters[at - 1]?.offset ?? 0) > offset) at--;
    if (at === this.#waiters.length) this.#waiters.push(waiter);
    else this.#waiters.splice(at, 0, waiter);
    return () => this.#leave(waiter);
  }

  #settle(count: number, settle: (waiter: AckWaiter) => void): void {
    for (const waiter of this.#waiters.splice(0, count)) if (!this.#left.delete(waiter)) settle(waiter);
    if (this.#waiters.length === 0) this.#timer.set(undefined);
  }

  #rejectLate(): void {
    const now = performance.now();
    const waiting = this.#waiters.filter((waiter) => !this.#left.has(waiter));
    this.#left.clear();
    this.#waiters = waiting.filter(({ deadline }) => deadline > now);
    const next = this.#waiters.reduce((least, { deadline }) => Math.min(least, deadline), Infinity);
    this.#timer.set(this.#waiters.length === 0 ? undefined : Math.max(next, now + this.#timeoutMs / LOOKS));
    for (const { offset, deadline, reject } of waiting) if (deadline <= now) reject(this.#late(offset));
  }

  #leave(waiter: AckWaiter): void {
    this.#left.add(waiter);
    const [left, all] = [this.#left.size, this.#waiters.length];
    if (left < all && (left < SWEEP_AT || left * 2 < all)) return;
    this.#waiters = this.#waiters.filter((other) => !this.#left.has(other));
    this.#left.clear();
    if (this.#waiters.length === 0) this.#timer.set(undefined);
  }
}
