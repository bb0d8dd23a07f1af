/** Days of 0001-01-01 and 9999-12-31 since 1970-01-01: what DATE and TIMESTAMP columns can hold. */
export const MIN_DAYS = -719162;
export const MAX_DAYS = 2932896;

const MONTH_DAYS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);
const DAYS_BEFORE_MONTH = Uint16Array.of(0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334);

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar, or `NaN` when there is no such date. */
export function daysOf(year: number, month: number, day: number): number {
  // No year beyond 32 bits is near the calendar's end. Those within are divided without a division.
  if ((year | 0) !== year) return Number.isInteger(year) ? year * 365 : Number.NaN;
  if (!Number.isInteger(day)) return Number.NaN;
  const before = DAYS_BEFORE_MONTH[month];
  const length = MONTH_DAYS[month];
  if (before === undefined || length === undefined) return Number.NaN;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (day < 1 || day > length + (month === 2 ? leap : 0)) return Number.NaN;
  const past = year - 1;
  const centuries = (past / 100) | 0;
  const leapDays = (past >> 2) - centuries + (centuries >> 2);
  return past * 365 + leapDays + before + (month > 2 ? leap : 0) + day - 1 + MIN_DAYS;
}

/** `YYYY-MM-DD` of a day between {@link MIN_DAYS} and {@link MAX_DAYS}. */
export function formatDays(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** The number that `length` digits of `text` at `start` spell, or `NaN` when one of them is no digit. */
export function digitsAt(text: string, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const digit = text.charCodeAt(at) - 48;
    // Past the end charCodeAt is NaN, and every comparison with NaN is false.
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1970-01-01 of the `YYYY-MM-DD` at the start of `text`, or `NaN`. */
export function daysAtStart(text: string): number {
  if (text.length < 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const [century, year] = [twoDigitsAt(text, 0), twoDigitsAt(text, 2)];
  const [month, day] = [twoDigitsAt(text, 5), twoDigitsAt(text, 8)];
  return (century | year | month | day) < 0 ? Number.NaN : daysOf(century * 100 + year, month, day);
}

/** -1 when one of the two is no digit. */
function twoDigitsAt(text: string, start: number): number {
  const tens = text.charCodeAt(start) - 48;
  const ones = text.charCodeAt(start + 1) - 48;
  // The sign bit of any of them says that a digit is below 0 or above 9.
  return (tens | ones | (9 - tens) | (9 - ones)) < 0 ? -1 : tens * 10 + ones;
}

/** Whether a Temporal object says that its fields are of another calendar than this one. */
export function isOtherCalendar(value: object): boolean {
  return "calendarId" in value && value.calendarId !== "iso8601";
}
