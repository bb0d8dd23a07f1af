import { daysAtStart, daysOf, isOtherCalendar, MAX_DAYS, MIN_DAYS } from "./calendar.js";
import { dateMillis } from "./object-kind.js";
import type { Refusal } from "./row-issue.js";

const WRONG_TYPE: Refusal = {
  code: "WRONG_TYPE",
  message: "is not a date",
  hint: 'pass "YYYY-MM-DD", a Temporal.PlainDate, a Date at midnight UTC, or { days } since 1970',
};
const INVALID: Refusal = {
  code: "INVALID_DATE",
  message: "is no date of the calendar",
  hint: 'pass "YYYY-MM-DD"',
};
const HAS_TIME: Refusal = {
  code: "DATE_HAS_TIME",
  message: "has a time of day",
  hint: 'pass the calendar date you mean as "YYYY-MM-DD"; a Date counts in UTC, and is never cut or shifted to a zone',
};
const NOT_WHOLE: Refusal = {
  code: "INVALID_DATE",
  message: "counts days that are no whole number",
  hint: "values are never rounded",
};
const RANGE: Refusal = { code: "DATE_OUT_OF_RANGE", message: "lies outside 0001-01-01..9999-12-31" };

const OTHER_CALENDAR: Refusal = {
  code: "WRONG_TYPE",
  message: "counts years by another calendar",
  hint: 'pass value.withCalendar("iso8601")',
};

/** Days since 1970-01-01 of a DATE input, or why it is refused. */
export function toDays(value: unknown): number | Refusal {
  if (typeof value === "string") {
    const days = daysAtStart(value);
    if (value.length === 10 || Number.isNaN(days)) return inRange(days);
    return /^[T ]\d\d:\d\d/i.test(value.slice(10, 16)) ? HAS_TIME : INVALID;
  }
  if (typeof value !== "object" || value === null) return WRONG_TYPE;
  const ms = dateMillis(value);
  if (ms !== undefined) {
    const days = ms / 86_400_000;
    if (Number.isNaN(days)) return INVALID;
    return Number.isInteger(days) ? inRange(days) : HAS_TIME;
  }
  if ("year" in value && "month" in value && "day" in value) {
    // A PlainDateTime has a date too, and a time that would be cut.
    if ("hour" in value) return HAS_TIME;
    if (isOtherCalendar(value)) return OTHER_CALENDAR;
    const { year, month, day } = value;
    if (typeof year !== "number" || typeof month !== "number" || typeof day !== "number") return WRONG_TYPE;
    return inRange(daysOf(year, month, day));
  }
  // A Duration has days too.
  if ("days" in value && !("hours" in value)) {
    if (typeof value.days !== "number") return WRONG_TYPE;
    return Number.isInteger(value.days) ? inRange(value.days) : NOT_WHOLE;
  }
  return WRONG_TYPE;
}

function inRange(days: number): number | Refusal {
  if (days >= MIN_DAYS && days <= MAX_DAYS) return days;
  return Number.isNaN(days) ? INVALID : RANGE;
}
