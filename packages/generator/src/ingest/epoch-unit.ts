/** What a number stands for where a point in time is wanted. */
export type EpochUnit = "s" | "ms" | "us";

const MICROSECONDS: Readonly<Record<EpochUnit, number>> = { s: 1_000_000, ms: 1_000, us: 1 };

/**
 * Microseconds since 1970, from a number of such units. Undefined where that is no whole number of microseconds: it is
 * never rounded.
 */
export function microsecondsOf(text: string, unit: EpochUnit): bigint | undefined {
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === "") return undefined;
  const places = String(MICROSECONDS[unit]).length - 1;
  const kept = fraction.replace(/0+$/, "");
  if (kept.length > places) return undefined;
  return BigInt(`${sign === "-" ? "-" : ""}${whole}${kept.padEnd(places, "0")}`);
}
