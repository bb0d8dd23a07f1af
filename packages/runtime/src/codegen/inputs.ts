/** BIGINT: a `bigint`, or a `number` that is a safe integer. */
export type BigintInput = bigint | number;

/** BINARY: raw bytes. Text is refused, since it could be base64 or UTF-8. */
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

/** DATE: `"2026-01-31"`, a `Temporal.PlainDate`, or a `Date` that is exactly midnight UTC. */
export type DateInput = string | Date | PlainDateLike;

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

/** DECIMAL: decimal text (`"19.99"`) or a whole `bigint`. Never rounded. */
export type DecimalInput = string | bigint;
