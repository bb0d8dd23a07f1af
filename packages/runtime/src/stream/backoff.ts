/** No pause is longer, unless half as much again as the base is. */
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait after the given number of consecutive failures (1, 2, …): at random from `baseMs` to three times
 * that, the upper end doubled each time. Wide from the first failure on, since that is the one that many clients have
 * at the same moment; `docs/simulation.md` has the figures. `random` is 0 ≤ random < 1.
 */
export function backoffMs(failures: number, baseMs: number, random: number): number {
  const doublings = Math.min(failures - 1, 40);
  const most = Math.min(baseMs * 3 * 2 ** doublings, Math.max(LONGEST_MS, baseMs * 1.5));
  return baseMs + (most - baseMs) * random;
}
