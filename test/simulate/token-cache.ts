import type { EventQueue } from "./event-queue.js";
import type { TokenEndpoint } from "./token-endpoint.js";

const LIFETIME_MS = 3_600_000;
/** As the runtime's own cache: five minutes before the end, or at half the life if that is shorter. */
const GOOD_FOR_MS = LIFETIME_MS - Math.min(300_000, LIFETIME_MS / 2);

interface Request {
  /** Whether somebody still waits for it. */
  isWanted: () => boolean;
  answer: (issuedAt: number | undefined) => void;
}

/** One client's token: the rules of the runtime's cache, in virtual time. */
export class TokenCache {
  readonly #queue: EventQueue;
  readonly #endpoint: TokenEndpoint;
  readonly #keepsRequest: boolean;
  #issuedAt: number | undefined;
  #request: Request | undefined;

  constructor(queue: EventQueue, endpoint: TokenEndpoint, keepsRequest: boolean) {
    this.#queue = queue;
    this.#endpoint = endpoint;
    this.#keepsRequest = keepsRequest;
  }

  /** Begins with a token that was issued then. */
  hold(issuedAt: number): void {
    this.#issuedAt = issuedAt;
  }

  /** Forgets the token, since the region rejected it. */
  drop(): void {
    this.#issuedAt = undefined;
  }

  /** Answers with when the token was issued, or with nothing when there is none. */
  get(isWanted: () => boolean, answer: (issuedAt: number | undefined) => void): void {
    if (this.#issuedAt !== undefined && this.#queue.now < this.#issuedAt + GOOD_FOR_MS) {
      answer(this.#issuedAt);
      return;
    }
    if (this.#request !== undefined && (this.#keepsRequest || this.#request.isWanted())) {
      this.#request.isWanted = isWanted;
      this.#request.answer = answer;
      return;
    }
    const request: Request = { isWanted, answer };
    this.#request = request;
    this.#endpoint.request((granted) => {
      if (this.#request !== request) return;
      this.#request = undefined;
      if (!this.#keepsRequest && !request.isWanted()) return;
      if (granted) this.#issuedAt = this.#queue.now;
      request.answer(granted ? this.#queue.now : undefined);
    });
  }
}
