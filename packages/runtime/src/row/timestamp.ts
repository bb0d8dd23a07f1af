import { daysAtStart, daysOf, digitsAt, isOtherCalendar, MAX_DAYS, MIN_DAYS } from "./calendar.js";
import { highHalf, isInt64, safeNumber } from "./int64.js";
import { dateMillis } from "./object-kind.js";
import type { Refusal } from "./row-issue.js";

const MIN_MICROS = -62_135_596_800_000_000n;
const MAX_MICROS = 253_402_300_799_999_999n;
const MAX_MICROS_HIGH = Number(MAX_MICROS >> 32n);
const DAY_MS = 86_400_000;
const MIN_MS = MIN_DAYS * DAY_MS;
const END_MS = (MAX_DAYS + 1) * DAY_MS;
/** Milliseconds whose microseconds are still safe integers: until the year 2255. */
const SAFE_MS = 9_007_199_254_740;

const RANGE: Refusal = {
  code: "TIMESTAMP_OUT_OF_RANGE",
  message: "lies outside the years 0001..9999",
  hint: "a bigint counts microseconds since 1970",
};
const AMBIGUOUS: Refusal = {
  code: "AMBIGUOUS_TIMESTAMP",
  message: "could be seconds, milliseconds or microseconds",
  hint: "pass a Date, or microseconds as a bigint: BigInt(ms) * 1000n",
};
const AMBIGUOUS_WALL_CLOCK: Refusal = {
  ...AMBIGUOUS,
  hint: 'pass "YYYY-MM-DDTHH:MM:SS", or microseconds as a bigint: BigInt(ms) * 1000n',
};
const SUB_MICROS: Refusal = {
  code: "INVALID_TIMESTAMP",
  message: "is finer than a microsecond; values are never rounded",
  hint: "cut it to six fraction digits",
};
const NO_TIME: Refusal = { code: "INVALID_TIMESTAMP", message: "is no valid time" };
const INVALID: Refusal = {
  ...NO_TIME,
  hint: 'text is "YYYY-MM-DDTHH:MM:SS.ffffff", in TIMESTAMP with "Z" or "+01:00" behind it',
};
const OFFSET_REQUIRED: Refusal = {
  code: "OFFSET_REQUIRED",
  message: "has no offset, so it names no instant",
  hint: 'end it with "Z" or "+01:00"',
};
const OFFSET_FORBIDDEN: Refusal = {
  code: "OFFSET_FORBIDDEN",
  message: "has an offset, but the column is a wall clock without one",
  hint: 'pass "YYYY-MM-DDTHH:MM:SS", or make the column TIMESTAMP',
};
const NOT_INSTANT: Refusal = {
  code: "WRONG_TYPE",
  message: "is not an instant",
  hint: "pass a Date, a Temporal.Instant, RFC 3339 text, or microseconds as a bigint",
};
const NOT_WALL_CLOCK: Refusal = {
  code: "WRONG_TYPE",
  message: "is not a wall-clock time",
  hint: 'pass "YYYY-MM-DDTHH:MM:SS", a Temporal.PlainDateTime, or microseconds as a bigint',
};
const DATE_AS_WALL_CLOCK: Refusal = {
  code: "WRONG_TYPE",
  message: "is an instant, and whose wall clock is meant is unknown",
  hint: "pass date.toISOString().slice(0, -1) for the UTC wall clock",
};

/** Whether microseconds are of the years 1970 to 9999, but for the last hours. Those of most rows are. */
export function isUsualMicros(micros: bigint): boolean {
  const high = highHalf(micros);
  return high >= 0 && high < MAX_MICROS_HIGH && isInt64(micros);
}

/** Microseconds since 1970 UTC of a TIMESTAMP input, or why it is refused. A `number` is a safe integer. */
export function toInstantMicros(value: unknown): number | bigint | Refusal {
  const ms = dateMillis(value);
  if (ms !== undefined) return Number.isNaN(ms) ? NO_TIME : fromMillis(ms, 0);
  switch (typeof value) {
    case "bigint":
      return inRange(value);
    case "string":
      return fromText(value, true);
    case "number":
      return AMBIGUOUS;
    case "object": {
      if (value === null || !("epochNanoseconds" in value)) return NOT_INSTANT;
      const nanos = value.epochNanoseconds;
      if (typeof nanos !== "bigint") return NOT_INSTANT;
      return nanos % 1000n === 0n ? inRange(nanos / 1000n) : SUB_MICROS;
    }
    default:
      return NOT_INSTANT;
  }
}

/** Microseconds of a TIMESTAMP_NTZ input's wall clock read as UTC, or why it is refused. */
export function toWallClockMicros(value: unknown): number | bigint | Refusal {
  switch (typeof value) {
    case "bigint":
      return inRange(value);
    case "string":
      return fromText(value, false);
    case "number":
      return AMBIGUOUS_WALL_CLOCK;
    case "object":
      if (value === null) return NOT_WALL_CLOCK;
      if (dateMillis(value) !== undefined) return DATE_AS_WALL_CLOCK;
      // A ZonedDateTime has the fields of a wall clock, and a zone that would be lost.
      return "epochNanoseconds" in value ? OFFSET_FORBIDDEN : fromFields(value);
    default:
      return NOT_WALL_CLOCK;
  }
}

function inRange(micros: bigint): number | bigint | Refusal {
  const number = safeNumber(micros);
  if (!Number.isNaN(number)) return number;
  return micros >= MIN_MICROS && micros <= MAX_MICROS ? micros : RANGE;
}

function fromMillis(ms: number, micros: number): number | bigint | Refusal {
  if (Number.isNaN(ms)) return INVALID;
  if (ms < MIN_MS || ms >= END_MS) return RANGE;
  if (ms < SAFE_MS && ms > -SAFE_MS) return ms * 1000 + micros;
  return BigInt(ms) * 1000n + BigInt(micros);
}

/** `YYYY-MM-DD(T| )HH:MM[:SS[.f…]](Z|±HH:MM)?`, fraction digits beyond the sixth being zeros. */
function fromText(text: string, offsetRequired: boolean): number | bigint | Refusal {
  const separator = text.charCodeAt(10);
  if ((separator !== 84 && separator !== 116 && separator !== 32) || text.charCodeAt(13) !== 58)
    return INVALID;
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  let at = 16;
  let second = 0;
  let fraction = 0;
  if (text.charCodeAt(at) === 58) {
    second = digitsAt(text, at + 1, 2);
    at += 3;
    if (text.charCodeAt(at) === 46) {
      const end = endOfDigits(text, at + 1);
      const micros = microsOfFraction(text, at + 1, end);
      if (typeof micros !== "number") return micros;
      fraction = micros;
      at = end;
    }
  }
  if (!(hour < 24 && minute < 60 && second < 60)) return INVALID;
  const offset = at === text.length ? undefined : offsetMinutes(text, at);
  if (Number.isNaN(offset)) return INVALID;
  if (offset === undefined && offsetRequired) return OFFSET_REQUIRED;
  if (offset !== undefined && !offsetRequired) return OFFSET_FORBIDDEN;
  const minutes = daysAtStart(text) * 1440 + hour * 60 + minute - (offset ?? 0);
  const millis = Math.floor(fraction / 1000);
  return fromMillis(minutes * 60_000 + second * 1000 + millis, fraction - millis * 1000);
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (!Number.isNaN(digitsAt(text, at, 1))) at++;
  return at;
}

function microsOfFraction(text: string, start: number, end: number): number | Refusal {
  const length = end - start;
  if (length < 1) return INVALID;
  for (let at = start + 6; at < end; at++) if (text.charCodeAt(at) !== 48) return SUB_MICROS;
  const kept = Math.min(length, 6);
  return digitsAt(text, start, kept) * 10 ** (6 - kept);
}

/** Minutes east of UTC that `Z` or `±HH:MM` at `at` says; `NaN` when it is neither. */
function offsetMinutes(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign === 90 || sign === 122) && text.length === at + 1) return 0;
  if ((sign !== 43 && sign !== 45) || text.charCodeAt(at + 3) !== 58 || text.length !== at + 6)
    return Number.NaN;
  const hours = digitsAt(text, at + 1, 2);
  const minutes = digitsAt(text, at + 4, 2);
  if (!(hours < 24 && minutes < 60)) return Number.NaN;
  return (sign === 45 ? -1 : 1) * (hours * 60 + minutes);
}

function fromFields(value: object): number | bigint | Refusal {
  if (isOtherCalendar(value)) return NOT_WALL_CLOCK;
  const field = (name: string): number => {
    const part: unknown = Reflect.get(value, name);
    return typeof part === "number" && Number.isInteger(part) ? part : Number.NaN;
  };
  const [hour, minute, second] = [field("hour"), field("minute"), field("second")];
  const [millis, micros, nanos] = [field("millisecond"), field("microsecond"), field("nanosecond")];
  const days = daysOf(field("year"), field("month"), field("day"));
  if (Number.isNaN(days + hour + minute + second + millis + micros + nanos)) return NOT_WALL_CLOCK;
  const limits = [24, 60, 60, 1000, 1000, 1000];
  const parts = [hour, minute, second, millis, micros, nanos];
  if (parts.some((part, at) => part < 0 || part >= (limits[at] ?? 0))) return INVALID;
  if (nanos !== 0) return SUB_MICROS;
  return fromMillis(days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000 + millis, micros);
}
