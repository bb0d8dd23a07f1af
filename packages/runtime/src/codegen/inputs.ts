import type { RawJson } from "./raw-json.js";

/** BIGINT: a `bigint`, or a `number` that is a safe integer. */
export type BigintInput = bigint | number;

/** BINARY: raw bytes, a `Buffer` among them. Text is refused, since it could be base64 or UTF-8. */
export type BinaryInput = Uint8Array | ArrayBuffer;

/** Has the calendar date of a `Temporal.PlainDate`. */
export interface PlainDateLike {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Has the fields of a `Temporal.PlainDateTime`. */
export interface PlainDateTimeLike extends PlainDateLike {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly microsecond: number;
  readonly nanosecond: number;
}

/** Has the instant of a `Temporal.Instant` or `Temporal.ZonedDateTime`. */
export interface InstantLike {
  readonly epochNanoseconds: bigint;
}

/** A date as the number of days since 1970-01-01. */
export interface EpochDays {
  readonly days: number;
}

/**
 * DATE: `"2026-01-31"`, a `Temporal.PlainDate`, a `Date` that is exactly midnight UTC, or `{ days }` since 1970-01-01.
 */
export type DateInput = string | Date | PlainDateLike | EpochDays;

/**
 * TIMESTAMP, an instant: a `Date`, a `Temporal.Instant`, microseconds since 1970 as `bigint`, or RFC 3339 text with
 * its offset (`"2026-01-31T12:00:00Z"`). A plain `number` is refused: milliseconds and microseconds look alike.
 */
export type TimestampInput = Date | bigint | string | InstantLike;

/**
 * TIMESTAMP_NTZ, a wall clock: text without an offset (`"2026-01-31T12:00:00"`), a `Temporal.PlainDateTime`, or
 * microseconds as `bigint`. A `Date` is refused: it is an instant, and whose wall clock is unknown.
 */
export type TimestampNtzInput = string | bigint | PlainDateTimeLike;

/** A number of a decimal library: decimal.js, big.js or bignumber.js. */
export type DecimalLike = object & { toFixed(): string; toString(): string };

/**
 * DECIMAL: decimal text (`"19.99"`, `"2e-3"`), a whole `bigint`, or a number of a decimal library. Never rounded. A
 * plain `number` is refused: most decimal fractions do not fit one.
 */
export type DecimalInput = string | bigint | DecimalLike;

/**
 * VARIANT: anything that JSON can say, a string being that string and never JSON text. A `bigint` becomes its digits,
 * a `Date` its ISO text, and whatever else has a `toJSON` what that gives. For text that is JSON already, see
 * {@link RawJson}.
 */
export type VariantInput =
  | string
  | number
  | boolean
  | bigint
  | RawJson
  | { toJSON(): unknown }
  | readonly VariantMember[]
  | { readonly [name: string]: VariantMember };

/** What may stand inside of a VARIANT. */
export type VariantMember = VariantInput | null;

/** ARRAY: an array, or anything else that gives its elements one by one, such as a `Set`. It is read once. */
export type ArrayInput<T> = readonly T[] | (object & Iterable<T>);
