const firstMs = 250;
const longestMs = 10_000;

/**
 * How long to wait before the next attempt, in milliseconds: twice as long each time up to ten seconds, half of it left
 * to chance, so that many clients do not come back together.
 *
 * @param attempt how many attempts have failed, from 1
 * @param askedMs what the server asks for: never less than that
 * @param random from 0 to 1
 */
export function retryDelayMs(attempt: number, askedMs: number, random: number): number {
  const backoffMs = Math.min(firstMs * 2 ** (attempt - 1), longestMs);
  return Math.max(Math.round((backoffMs * (1 + random)) / 2), askedMs);
}

/** What a `Retry-After` asks for, in milliseconds: it holds seconds or a date. 0 where it says nothing usable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  if (header === undefined) return 0;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Math.max(ms || 0, 0);
}
