/** What is counted in one run. Times are those of the virtual clock. */
export class Tally {
  /** When a connection was attempted. */
  readonly attempts: number[] = [];
  /** When a token was asked for. */
  readonly tokenRequests: number[] = [];
  /** Attempts refused for want of capacity. */
  refused = 0;
  /** When a client gave up. */
  readonly gaveUp: number[] = [];
  /** Rows that reached the table once more than they should. */
  duplicates = 0;
}

/** The window of that length, begun at `from` or later, with most of these, which are in order. */
export function busiest(
  times: readonly number[],
  from: number,
  windowMs: number,
): { readonly count: number; readonly end: number } {
  let found = { count: 0, end: from };
  const after = times.filter((time) => time >= from);
  let first = 0;
  for (const [last, time] of after.entries()) {
    while ((after[first] ?? time) <= time - windowMs) first++;
    const count = last - first + 1;
    if (count > found.count) found = { count, end: time + 1e-6 };
  }
  return found;
}

/** How many of these are in each window from `from` on. */
export function perWindow(times: readonly number[], from: number, windowMs: number): readonly number[] {
  const counts: number[] = [];
  for (const time of times) {
    if (time < from) continue;
    const window = Math.floor((time - from) / windowMs);
    while (counts.length <= window) counts.push(0);
    counts[window] = (counts[window] ?? 0) + 1;
  }
  return counts;
}

/** The smallest value that is not exceeded by the given part of the values; nothing without values. */
export function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}
