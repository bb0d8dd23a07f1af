import type { EventQueue } from "./event-queue.js";
import type { TokenEndpoint } from "./token-endpoint.js";

const LIFETIME_MS = 3_600_000;
/** As the runtime's own cache: five minutes before the end, or at half the life if that is shorter. */
const GOOD_FOR_MS = LIFETIME_MS - Math.min(300_000, LIFETIME_MS / 2);

/** Hears when the token was issued, or nothing when there is none. */
type Answer = (issuedAt: number | undefined) => void;

/** One client's token: the rules of the runtime's cache, in virtual time. */
export class TokenCache {
  readonly #queue: EventQueue;
  readonly #endpoint: TokenEndpoint;
  #issuedAt: number | undefined;
  /** Who waits for the request that is under way. */
  #waiting: Answer | undefined;

  constructor(queue: EventQueue, endpoint: TokenEndpoint) {
    this.#queue = queue;
    this.#endpoint = endpoint;
  }

  /** Begins with a token that was issued then. */
  hold(issuedAt: number): void {
    this.#issuedAt = issuedAt;
  }

  /** Forgets the token, since the region rejected it. */
  drop(): void {
    this.#issuedAt = undefined;
  }

  /** Asks for a token, for one attempt at a time. A request outlives the attempt that made it, and the next one joins it. */
  get(answer: Answer): void {
    if (this.#issuedAt !== undefined && this.#queue.now < this.#issuedAt + GOOD_FOR_MS) {
      answer(this.#issuedAt);
      return;
    }
    const isUnderWay = this.#waiting !== undefined;
    this.#waiting = answer;
    if (isUnderWay) return;
    this.#endpoint.request((granted) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (granted) this.#issuedAt = this.#queue.now;
      waiting?.(granted ? this.#queue.now : undefined);
    });
  }
}
