/** A bearer token and how long it is good for. */
export interface Token {
  readonly value: string;
  /** Milliseconds from its arrival; nothing when the server did not say, and then it is used once. */
  readonly lifetimeMs: number | undefined;
}

/** A token is renewed this long before it expires, or at half its life if that is shorter. */
const REFRESH_MS = 300_000;

interface Entry {
  readonly value: string;
  readonly refreshAt: number;
}

/** Asks for a token. The signal fires when nobody waits for it any more. */
export type FetchToken = (key: string, signal: AbortSignal) => Promise<Token>;

interface UnderWay {
  readonly token: Promise<string>;
  readonly abort: AbortController;
  waiting: number;
}

/** One token a key, fetched once however many ask at the same time. A failed fetch is shared, then forgotten. */
export class TokenCache {
  readonly #fetch: FetchToken;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Map<string, UnderWay>();

  constructor(fetch: FetchToken, now: () => number = () => performance.now()) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** The token for a key. When the signals of all who wait for it have fired, its fetch is given up. */
  get(key: string, signal?: AbortSignal): Promise<string> {
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#now() < entry.refreshAt) return Promise.resolve(entry.value);
    const underWay = this.#underWay.get(key) ?? this.#start(key);
    underWay.waiting++;
    if (signal !== undefined) {
      const leave = (): void => this.#leave(key, underWay);
      const stay = (): void => signal.removeEventListener("abort", leave);
      signal.addEventListener("abort", leave);
      void underWay.token.then(stay, stay);
    }
    return underWay.token;
  }

  /** Forgets the token, since the server rejected it. One that is being fetched is newer, and stays. */
  drop(key: string): void {
    this.#entries.delete(key);
  }

  #start(key: string): UnderWay {
    const abort = new AbortController();
    const token = this.#renew(key, abort.signal).finally(() => this.#forget(key, underWay));
    const underWay: UnderWay = { token, abort, waiting: 0 };
    this.#underWay.set(key, underWay);
    return underWay;
  }

  #leave(key: string, underWay: UnderWay): void {
    if (--underWay.waiting > 0) return;
    underWay.abort.abort();
    this.#forget(key, underWay);
  }

  #forget(key: string, underWay: UnderWay): void {
    if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
  }

  async #renew(key: string, signal: AbortSignal): Promise<string> {
    const { value, lifetimeMs } = await this.#fetch(key, signal);
    if (lifetimeMs !== undefined) {
      this.#entries.set(key, {
        value,
        refreshAt: this.#now() + lifetimeMs - Math.min(REFRESH_MS, lifetimeMs / 2),
      });
    }
    return value;
  }
}
