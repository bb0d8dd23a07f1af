import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { daysAtStart, daysOf, digitsAt, formatDays, MAX_DAYS, MIN_DAYS } from "./calendar.js";

const anyDay = fc.integer({ min: MIN_DAYS, max: MAX_DAYS });

describe("daysOf", () => {
  test.each([
    [1970, 1, 1, 0],
    [1969, 12, 31, -1],
    [1, 1, 1, MIN_DAYS],
    [9999, 12, 31, MAX_DAYS],
    [2000, 2, 29, 11016],
    [2024, 2, 29, 19782],
    [2024, 12, 31, 20088],
    [4, 2, 29, MIN_DAYS + 3 * 365 + 31 + 28],
    // Beyond what columns hold, it still counts: the caller tells "no such date" and "out of range" apart.
    [0, 12, 31, MIN_DAYS - 1],
    [10000, 1, 1, MAX_DAYS + 1],
  ])("counts %d-%d-%d as %d", (year, month, day, want) => {
    expect(daysOf(year, month, day)).toBe(want);
  });

  test.each([
    [2023, 2, 29],
    [1900, 2, 29],
    [2100, 2, 29],
    [2026, 4, 31],
    [2026, 1, 32],
    [2026, 1, 0],
    [2026, 0, 1],
    [2026, 13, 1],
    [2026.5, 1, 1],
    [2026, 1.5, 1],
    [2026, 1, 1.5],
    [Number.NaN, 1, 1],
    [2026, Number.NaN, 1],
    [2026, 1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1, 1],
  ])("knows no date %d-%d-%d", (year, month, day) => {
    expect(daysOf(year, month, day)).toBeNaN();
  });

  test("agrees with the platform's calendar on every day that columns hold", () => {
    fc.assert(
      fc.property(anyDay, (days) => {
        const date = new Date(days * 86_400_000);
        expect(daysOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(days);
      }),
    );
  });
});

test.each([
  [MIN_DAYS, "0001-01-01"],
  [-1, "1969-12-31"],
  [0, "1970-01-01"],
  [MAX_DAYS, "9999-12-31"],
])("formats day %d as %s", (days, want) => {
  expect(formatDays(days)).toBe(want);
});

test("reads back every day that it formats, whatever follows", () => {
  fc.assert(
    fc.property(anyDay, fc.string(), (days, rest) => {
      expect(daysAtStart(formatDays(days) + rest)).toBe(days);
    }),
  );
});

test.each([
  "",
  "2026",
  "2026-01",
  "2026-1-01",
  "2026/01/01",
  "2026-01-3",
  "2026-01-3x",
  "+2026-01-01",
  "²026-01-01",
])("reads no date at the start of %j", (text) => {
  expect(daysAtStart(text)).toBeNaN();
});

test.each([
  ["2026", 0, 4, 2026],
  ["x042", 1, 3, 42],
  ["12", 0, 3, Number.NaN],
  ["1 2", 0, 3, Number.NaN],
  ["-12", 0, 3, Number.NaN],
  ["/", 0, 1, Number.NaN],
  [":", 0, 1, Number.NaN],
  ["٣", 0, 1, Number.NaN],
])("spells the digits of %j from %d, %d long, as %d", (text, start, length, want) => {
  expect(digitsAt(text, start, length)).toBe(want);
});
