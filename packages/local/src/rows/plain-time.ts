import { isoTime } from "../schema/iso-time.js";

/**
 * A point in time in ISO 8601, without a zone: with three digits of the second, as `Date` has them, or with six where
 * there are microseconds.
 */
export function timeText(micros: bigint): string {
  const [time, fraction = ""] = isoTime(micros).split(".");
  return `${time}.${fraction.padEnd(fraction.length > 3 ? 6 : 3, "0")}`;
}
