const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of a day, counted from 1970-01-01. */
export function dayText(days: number): string {
  return isoText(days * DAY_MS)?.replace(/T.*$/, "") ?? `${days} days since 1970`;
}

/**
 * A point in time in ISO 8601, without a zone: with three digits of the second, as `Date` has them, or with six where
 * there are microseconds.
 */
export function timeText(micros: bigint): string {
  const beyond = ((micros % 1000n) + 1000n) % 1000n;
  const text = isoText(Number((micros - beyond) / 1000n));
  if (text === undefined) return `${micros} µs since 1970`;
  return text.replace("Z", beyond === 0n ? "" : String(beyond).padStart(3, "0"));
}

/** Undefined for what no `Date` can be: only another writer can have put it there. */
function isoText(millis: number): string | undefined {
  const time = new Date(millis);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
