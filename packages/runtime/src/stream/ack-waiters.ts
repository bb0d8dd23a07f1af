import type { ZerobusError } from "../errors.js";
import { DeadlineTimer } from "./deadline-timer.js";
import { atEndOfTurn } from "./end-of-turn.js";
import { wait } from "./wait.js";

interface AckWaiter {
  readonly offset: number;
  /** The turn in which the wait began. */
  readonly since: Turn;
  readonly resolve: (offset: number) => void;
  readonly reject: (error: ZerobusError) => void;
  hasLeft: boolean;
}

/** Whoever begins to wait in one turn looks at the clock once. */
interface Turn {
  readonly deadline: number;
}

/** Those who are done with, or have left, are kept until they are this many, and half of all. */
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
  /** From `#head` on; before it they are settled. */
  #waiters: (AckWaiter | undefined)[] = [];
  #head = 0;
  /** How many have left without an ack: swept together, since taking each out of the list would be quadratic. */
  #left = 0;
  #turn: Turn | undefined;
  #resolve: (offset: number) => void = () => {};
  #reject: (error: ZerobusError) => void = () => {};

  /** A wait ends with what `late` makes after `timeoutMs`, and at most a hundredth of that later. */
  constructor(timeoutMs: number, late: (offset: number) => ZerobusError) {
    this.#timeoutMs = timeoutMs;
    this.#late = late;
  }

  /** Resolves with the offset when it is acked. */
  wait(offset: number, signal?: AbortSignal): Promise<number> {
    if (signal === undefined) {
      const acked = new Promise<number>(this.#keep);
      this.#add(offset, this.#resolve, this.#reject);
      return acked;
    }
    const waiting = wait("the ack", undefined, signal, (resolve, reject) => {
      const waiter = this.#add(offset, resolve, reject);
      return () => this.#leave(waiter);
    });
    return waiting.then(() => offset);
  }

  /** Everything up to and including `offset` is durable. */
  ackThrough(offset: number): void {
    this.#settleThrough(offset, (waiter) => waiter.resolve(waiter.offset));
  }

  /** Everything before `offset` is settled, and this one will not be acked. */
  rejectAt(offset: number, error: ZerobusError): void {
    this.#settleThrough(offset, (waiter) => waiter.reject(error));
  }

  /** Nothing more will be acked. */
  rejectAll(error: ZerobusError): void {
    this.#settleThrough(Number.POSITIVE_INFINITY, (waiter) => waiter.reject(error));
    this.#timer.end();
  }

  // A field rather than a closure for each promise, which would be the larger part of what a wait takes.
  readonly #keep = (resolve: (offset: number) => void, reject: (error: ZerobusError) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };

  #add(offset: number, resolve: AckWaiter["resolve"], reject: AckWaiter["reject"]): AckWaiter {
    const since = this.#turn ?? this.#beginTurn();
    const waiter: AckWaiter = { offset, since, resolve, reject, hasLeft: false };
    if (this.#head === this.#waiters.length) this.#timer.set(since.deadline);
    // Nearly always the last place: rows are mostly awaited in the order they were ingested.
    const last = this.#waiters.at(-1);
    if (last === undefined || last.offset <= offset) this.#waiters.push(waiter);
    else this.#waiters.splice(this.#placeOf(offset), 0, waiter);
    return waiter;
  }

  #beginTurn(): Turn {
    const turn = { deadline: performance.now() + this.#timeoutMs };
    this.#turn = turn;
    atEndOfTurn(this.#endTurn);
    return turn;
  }

  readonly #endTurn = (): void => {
    this.#turn = undefined;
  };

  /** Behind all who wait for this offset or a lower one. */
  #placeOf(offset: number): number {
    let [low, high] = [this.#head, this.#waiters.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#waiters[middle]?.offset ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #settleThrough(offset: number, settle: (waiter: AckWaiter) => void): void {
    const waiters = this.#waiters;
    // Mostly so: of those who wait for receipts and for flushes, an ack concerns the ones or the others.
    if (waiters.length === 0) return;
    for (; this.#head < waiters.length; this.#head++) {
      const waiter = waiters[this.#head];
      if (waiter === undefined || waiter.offset > offset) break;
      waiters[this.#head] = undefined;
      if (waiter.hasLeft) this.#left--;
      else settle(waiter);
    }
    if (this.#head === waiters.length) this.#restart([]);
    else if (this.#head >= SWEEP_AT && this.#head * 2 >= waiters.length)
      this.#restart(waiters.slice(this.#head));
  }

  #rejectLate(): void {
    const now = performance.now();
    const waiting = this.#waiting();
    this.#left = 0;
    this.#restart(waiting.filter(({ since }) => since.deadline > now));
    const next = waiting.reduce(
      (least, { since: { deadline } }) => (deadline > now ? Math.min(least, deadline) : least),
      Number.POSITIVE_INFINITY,
    );
    if (this.#waiters.length > 0) this.#timer.set(Math.max(next, now + this.#timeoutMs / LOOKS));
    for (const { offset, since, reject } of waiting) if (since.deadline <= now) reject(this.#late(offset));
  }

  #leave(waiter: AckWaiter): void {
    waiter.hasLeft = true;
    this.#left++;
    const all = this.#waiters.length - this.#head;
    if (this.#left < all && (this.#left < SWEEP_AT || this.#left * 2 < all)) return;
    this.#left = 0;
    this.#restart(this.#waiting());
  }

  #waiting(): AckWaiter[] {
    return this.#waiters.filter((waiter) => waiter !== undefined).filter(({ hasLeft }) => !hasLeft);
  }

  #restart(waiters: (AckWaiter | undefined)[]): void {
    this.#waiters = waiters;
    this.#head = 0;
    if (waiters.length === 0) this.#timer.set(undefined);
  }
}
