import type { Row, Value } from "@zerobus-gen/local";
import type { Comparable } from "./column-sums.js";
import type { BirdstrikesRow, FlightsRow } from "./tables/index.js";

/** Columns of `flights`, in the order of {@link comparableFlight}. */
export const FLIGHT_COLUMNS = ["date", "delay", "distance", "origin", "destination"] as const;

/** Columns of `birdstrikes`, in the order of {@link comparableStrike}. */
export const STRIKE_COLUMNS = [
  "airport_name",
  "aircraft_make_model",
  "effect_amount_of_damage",
  "flight_date",
  "aircraft_airline_operator",
  "origin_state",
  "phase_of_flight",
  "wildlife_size",
  "wildlife_species",
  "time_of_day",
  "cost_other",
  "cost_repair",
  "cost_total",
  "speed_ias_in_knots",
] as const;

/** A flight as it went in. */
export function comparableFlight(row: FlightsRow): readonly Comparable[] {
  return FLIGHT_COLUMNS.map((name) => {
    const value = row[name];
    return typeof value === "string" || typeof value === "bigint" ? value : BigInt(Number(value));
  });
}

/** A strike as it went in: dates as days, costs as cents. */
export function comparableStrike(row: BirdstrikesRow): readonly Comparable[] {
  return STRIKE_COLUMNS.map((name) => {
    const value = row[name];
    if (value === null || value === undefined) return null;
    if (name === "flight_date") return BigInt(Date.parse(String(value)) / 86_400_000);
    if (name.startsWith("cost_")) return BigInt(Math.round(Number(value) * 100));
    return typeof value === "number" ? BigInt(value) : String(value);
  });
}

/** A row as it lies on disk, which holds dates as days and decimals unscaled. */
export function comparableStored(row: Row, columns: readonly string[]): readonly Comparable[] {
  return columns.map((name) => comparableValue(row[name] ?? null));
}

function comparableValue(value: Value): Comparable {
  if (value === null || typeof value === "bigint" || typeof value === "string") return value;
  if (typeof value === "number") return BigInt(value);
  throw new TypeError("the demo's tables hold text, numbers and dates only");
}
