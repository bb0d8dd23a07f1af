/** No pause between two attempts is longer. */
const LONGEST_MS = 60_000;

/**
 * Milliseconds to wait after the given number of consecutive failures (1, 2, …): `baseMs` doubled each time, less a
 * random part of up to half, so that many clients do not come back at once. `random` is 0 ≤ random < 1.
 */
export function backoffMs(failures: number, baseMs: number, random: number): number {
  const longest = Math.max(LONGEST_MS, baseMs);
  const doublings = Math.min(failures - 1, 40);
  return Math.min(baseMs * 2 ** doublings, longest) * (1 - random / 2);
}
