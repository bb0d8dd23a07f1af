import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDays, MAX_DAYS, MIN_DAYS } from "./calendar.js";
import { toDays } from "./date.js";
import type { RowIssueCode } from "./row-issue.js";

test.each<[unknown, number]>([
  ["1970-01-01", 0],
  ["0001-01-01", -719162],
  ["9999-12-31", 2932896],
  ["2024-02-29", 19782],
  ["1582-10-10", -141432],
  [new Date("2026-01-31T00:00:00Z"), 20484],
  [new Date(-86_400_000), -1],
  [new Date("0001-01-01T00:00:00Z"), -719162],
  [new Date("9999-12-31T00:00:00Z"), 2932896],
  [{ year: 2026, month: 1, day: 31 }, 20484],
  [{ days: 20484 }, 20484],
  [{ days: MIN_DAYS }, MIN_DAYS],
])("takes %j as day %d", (given, want) => {
  expect(toDays(given)).toBe(want);
});

test("takes a date whose fields are getters, as Temporal.PlainDate has them", () => {
  class PlainDate {
    get year(): number {
      return 1970;
    }
    get month(): number {
      return 1;
    }
    get day(): number {
      return 2;
    }
  }
  expect(toDays(new PlainDate())).toBe(1);
});

test.each<[unknown, RowIssueCode]>([
  ["", "INVALID_DATE"],
  ["2023-02-29", "INVALID_DATE"],
  ["2026-13-01", "INVALID_DATE"],
  ["2026-1-1", "INVALID_DATE"],
  ["2026-01-31 ", "INVALID_DATE"],
  ["2026-01-31T00:00:00Z", "DATE_HAS_TIME"],
  ["2026-01-31 00:00", "DATE_HAS_TIME"],
  ["2026-01-31T", "INVALID_DATE"],
  ["2026-02-31T00:00:00Z", "INVALID_DATE"],
  [{ days: 0.5 }, "INVALID_DATE"],
  [{ days: Number.NaN }, "INVALID_DATE"],
  [{ days: MAX_DAYS + 1 }, "DATE_OUT_OF_RANGE"],
  [{ days: MIN_DAYS - 1 }, "DATE_OUT_OF_RANGE"],
  [{ days: "1" }, "WRONG_TYPE"],
  [{ days: 1, hours: 0 }, "WRONG_TYPE"],
  ["31.01.2026", "INVALID_DATE"],
  ["0000-12-31", "DATE_OUT_OF_RANGE"],
  [new Date(Number.NaN), "INVALID_DATE"],
  [new Date(1), "DATE_HAS_TIME"],
  [new Date("2026-01-31T23:59:59.999Z"), "DATE_HAS_TIME"],
  [new Date("0000-12-31T00:00:00Z"), "DATE_OUT_OF_RANGE"],
  [new Date("+010000-01-01T00:00:00Z"), "DATE_OUT_OF_RANGE"],
  [new Date(8.64e15), "DATE_OUT_OF_RANGE"],
  [{ year: 2026, month: 2, day: 30 }, "INVALID_DATE"],
  [{ year: 10000, month: 1, day: 1 }, "DATE_OUT_OF_RANGE"],
  [{ year: -1, month: 1, day: 1 }, "DATE_OUT_OF_RANGE"],
  [{ year: 1e300, month: 1, day: 1 }, "DATE_OUT_OF_RANGE"],
  [{ year: "2026", month: 1, day: 1 }, "WRONG_TYPE"],
  [{ year: 2026, month: 1 }, "WRONG_TYPE"],
  [{}, "WRONG_TYPE"],
  [[2026, 1, 1], "WRONG_TYPE"],
  [20484, "WRONG_TYPE"],
  [20484n, "WRONG_TYPE"],
  [true, "WRONG_TYPE"],
  [null, "WRONG_TYPE"],
  [undefined, "WRONG_TYPE"],
  [Symbol("day"), "WRONG_TYPE"],
])("refuses %o with %s", (given, code) => {
  expect(toDays(given)).toMatchObject({ code });
});

test("takes every day that columns hold, in each of its forms", () => {
  fc.assert(
    fc.property(fc.integer({ min: MIN_DAYS, max: MAX_DAYS }), (days) => {
      const text = formatDays(days);
      const [year, month, day] = text.split("-").map(Number);
      expect([text, new Date(days * 86_400_000), { year, month, day }].map(toDays)).toEqual([
        days,
        days,
        days,
      ]);
    }),
  );
});

test("gives a day in range or a refusal for any value", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.date({ noInvalidDate: false })), (value) => {
      const days = toDays(value);
      if (typeof days === "number") expect(days >= MIN_DAYS && days <= MAX_DAYS).toBe(true);
      else expect(days.message).not.toBe("");
    }),
  );
});

test("refuses a date with a time, as Temporal.PlainDateTime has it, rather than cut it", () => {
  const dateTime = { year: 2026, month: 1, day: 31, hour: 13, minute: 45, second: 0 };
  expect(toDays(dateTime)).toMatchObject({ code: "DATE_HAS_TIME" });
});
