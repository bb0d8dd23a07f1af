import fc from "fast-check";
import { expect, test } from "vitest";
import { type EpochUnit, microsecondsOf } from "./epoch-unit.js";

test.each<[string, EpochUnit, bigint | undefined]>([
  ["1700000000", "s", 1_700_000_000_000_000n],
  ["1700000000.5", "s", 1_700_000_000_500_000n],
  ["1700000000.123456", "s", 1_700_000_000_123_456n],
  ["1700000000.1234560", "s", 1_700_000_000_123_456n],
  ["1700000000.1234567", "s", undefined],
  ["-1.5", "s", -1_500_000n],
  ["-0.5", "ms", -500n],
  ["1700000000123", "ms", 1_700_000_000_123_000n],
  ["1.2345", "ms", undefined],
  ["42", "us", 42n],
  ["42.0", "us", 42n],
  ["42.5", "us", undefined],
  ["+7", "us", 7n],
  ["", "s", undefined],
  ["1e3", "s", undefined],
  ["2026-01-01", "s", undefined],
])("%s %s is %s µs", (text, unit, want) => {
  expect(microsecondsOf(text, unit)).toBe(want);
});

test("no whole number of a unit is rounded", () => {
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 18n), 10n ** 18n),
      fc.constantFrom<EpochUnit>("s", "ms", "us"),
      (n, unit) => {
        const factor = { s: 1_000_000n, ms: 1_000n, us: 1n }[unit];
        expect(microsecondsOf(String(n), unit)).toBe(n * factor);
      },
    ),
  );
});
