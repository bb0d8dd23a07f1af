import { ZerobusError } from "../errors.js";

/** A bearer token and how long it is good for. */
export interface Token {
  readonly value: string;
  /** When it arrived, on the cache's clock. */
  readonly arrivedAt: number;
  /** Milliseconds from its arrival; nothing when the server did not say, and then it is used once. */
  readonly lifetimeMs: number | undefined;
}

/** A token is renewed this long before it expires, or at half its life if that is shorter. */
const REFRESH_MS = 300_000;

/** Tokens kept at most; the one renewed longest ago goes first. */
const MAX_ENTRIES = 1_000;

interface Entry {
  readonly value: string;
  readonly refreshAt: number;
  readonly expiresAt: number;
}

/** Asks for a token, for as long as it sees fit. The signal fires when the cache is closed. */
export type FetchToken = (key: string, signal: AbortSignal) => Promise<Token>;

/**
 * One token a key, fetched once however many ask at the same time. A failed fetch is shared, then forgotten; one that
 * may succeed later costs nothing while the token before it is still good. A fetch goes on when nobody waits for it
 * any more: an endpoint that is slower than an attempt would otherwise never be heard to its end.
 */
export class TokenCache {
  readonly #fetch: FetchToken;
  readonly #now: () => number;
  /** In the order of their renewal. */
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #closing = new AbortController();

  constructor(fetch: FetchToken, now: () => number = () => performance.now()) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The token for a key. Whoever's signal fires waits no longer. */
  get(key: string, signal?: AbortSignal): Promise<string> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#now() < entry.refreshAt) return Promise.resolve(entry.value);
    const token = this.#underWay.get(key) ?? this.#start(key);
    if (signal === undefined) return token;
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      const stay = (): void => signal.removeEventListener("abort", leave);
      signal.addEventListener("abort", leave, { once: true });
      token.then(resolve, reject).then(stay);
    });
  }

  /** Gives up every fetch that is under way. */
  close(): void {
    this.#closing.abort();
  }

  /**
   * Forgets the token that the server rejected, or whichever there is when that is not known. A newer one, or one
   * that is being fetched, stays.
   */
  drop(key: string, rejected?: string): void {
    if (rejected === undefined || this.#entries.get(key)?.value === rejected) this.#entries.delete(key);
  }

  #start(key: string): Promise<string> {
    const token = this.#renew(key, this.#closing.signal).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, token);
    return token;
  }

  async #renew(key: string, signal: AbortSignal): Promise<string> {
    try {
      const { value, arrivedAt, lifetimeMs } = await this.#fetch(key, signal);
      if (lifetimeMs !== undefined) this.#keep(key, value, arrivedAt, lifetimeMs);
      return value;
    } catch (error) {
      // Looked up only now: a token that was rejected meanwhile is gone.
      const entry = this.#entries.get(key);
      const mayPass = error instanceof ZerobusError && error.retryable && !signal.aborted;
      if (mayPass && entry !== undefined && this.#now() < entry.expiresAt) return entry.value;
      throw error;
    }
  }

  #keep(key: string, value: string, arrivedAt: number, lifetimeMs: number): void {
    const now = this.#now();
    const expiresAt = arrivedAt + lifetimeMs;
    if (now >= expiresAt) {
      throw new ZerobusError("unavailable", "the token had expired when its answer was read");
    }
    for (const [other, entry] of this.#entries) if (now >= entry.expiresAt) this.#entries.delete(other);
    this.#entries.delete(key);
    this.#entries.set(key, { value, refreshAt: expiresAt - Math.min(REFRESH_MS, lifetimeMs / 2), expiresAt });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES) break;
      this.#entries.delete(oldest);
    }
  }
}
