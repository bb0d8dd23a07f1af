const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The time of day here: `09:31:20`. */
export function clock(at: number): string {
  return CLOCK.format(at);
}

/** How long ago a moment was: `now`, `12 s ago`, `3 min ago`. */
export function ago(at: number, now: number): string {
  return now - at < 2 * SECOND ? "now" : `${span(now - at)} ago`;
}

/** A span in its largest unit: `12 s`, `3 min`, `2 h`, `4 d`. */
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.round(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}
