import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.js";

test.each([
  [1, 2_000, 0, 2_000],
  [9, 2_000, 0, 2_000],
  [1, 2_000, 0.5, 4_000],
  [1, 2_000, 0.75, 5_000],
  [2, 2_000, 0.5, 7_000],
  [3, 2_000, 0.5, 13_000],
  [4, 2_000, 0.5, 16_000],
  [2_000, 2_000, 0.5, 16_000],
  [1, 0, 0, 0],
  [10, 0, 0.9, 0],
  [1, 90_000, 0.5, 112_500],
  [3, 90_000, 0.5, 112_500],
])(
  "after %d failures, from %d ms, with the random number %d, pauses for %d ms",
  (failures, baseMs, random, want) => {
    expect(backoffMs(failures, baseMs, random)).toBe(want);
  },
);

test("never pauses for less than the base, nor for longer than half a minute or one and a half times the base", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(100_000), random, (failures, baseMs, part) => {
      const pause = backoffMs(failures, baseMs, part);
      expect(pause >= baseMs && pause <= Math.max(30_000, baseMs * 1.5)).toBe(true);
    }),
  );
});
