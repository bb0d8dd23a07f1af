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

/** One token a key, fetched once however many ask at the same time. A failed fetch is shared, then forgotten. */
export class TokenCache {
  readonly #fetch: (key: string) => Promise<Token>;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #underWay = new Map<string, Promise<string>>();

  constructor(fetch: (key: string) => Promise<Token>, now: () => number = () => performance.now()) {
    this.#fetch = fetch;
    this.#now = now;
  }

  get(key: string): Promise<string> {
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#now() < entry.refreshAt) return Promise.resolve(entry.value);
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay;
    const fetched = this.#renew(key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, fetched);
    return fetched;
  }

  /** Forgets the token, since the server rejected it. One that is being fetched is newer, and stays. */
  drop(key: string): void {
    this.#entries.delete(key);
  }

  async #renew(key: string): Promise<string> {
    const { value, lifetimeMs } = await this.#fetch(key);
    if (lifetimeMs !== undefined) {
      this.#entries.set(key, {
        value,
        refreshAt: this.#now() + lifetimeMs - Math.min(REFRESH_MS, lifetimeMs / 2),
      });
    }
    return value;
  }
}
