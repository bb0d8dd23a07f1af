/** Days of 0001-01-01 and 9999-12-31 since 1970-01-01: what DATE and TIMESTAMP columns can hold. */
export const MIN_DAYS = -719162;
export const MAX_DAYS = 2932896;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar, or `NaN` when there is no such date. */
export function daysOf(year: number, month: number, day: number): number {
  const before = DAYS_BEFORE_MONTH[month - 1];
  if (before === undefined || !Number.isInteger(year) || !Number.isInteger(day)) return Number.NaN;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = (DAYS_BEFORE_MONTH[month] ?? 365) - before + (leap && month === 2 ? 1 : 0);
  if (day < 1 || day > length) return Number.NaN;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leapDays + before + (leap && month > 2 ? 1 : 0) + day - 1 + MIN_DAYS;
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
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const year = twoDigitsAt(text, 0) * 100 + twoDigitsAt(text, 2);
  return daysOf(year, twoDigitsAt(text, 5), twoDigitsAt(text, 8));
}

/** `NaN` when one of the two is no digit, or not there. */
function twoDigitsAt(text: string, start: number): number {
  const tens = text.charCodeAt(start) - 48;
  const ones = text.charCodeAt(start + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Whether a Temporal object says that its fields are of another calendar than this one. */
export function isOtherCalendar(value: object): boolean {
  return "calendarId" in value && value.calendarId !== "iso8601";
}
