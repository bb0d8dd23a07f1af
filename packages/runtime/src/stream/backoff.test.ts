import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.js";

test.each([
  [1, 2_000, 0, 2_000],
  [2, 2_000, 0, 4_000],
  [5, 2_000, 0, 32_000],
  [6, 2_000, 0, 60_000],
  [2_000, 2_000, 0, 60_000],
  [1, 2_000, 0.5, 1_500],
  [6, 2_000, 0.5, 45_000],
  [1, 0, 0, 0],
  [10, 0, 0.9, 0],
  [1, 90_000, 0, 90_000],
  [3, 90_000, 0, 90_000],
])(
  "after %d failures, from %d ms, with the random number %d, pauses for %d ms",
  (failures, baseMs, random, want) => {
    expect(backoffMs(failures, baseMs, random)).toBe(want);
  },
);

test("never pauses for less than half of what it could, nor for longer than a minute or the base", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(100_000), random, (failures, baseMs, part) => {
      const longest = backoffMs(failures, baseMs, 0);
      const pause = backoffMs(failures, baseMs, part);
      expect(pause >= longest / 2 && pause <= longest && longest <= Math.max(60_000, baseMs)).toBe(true);
    }),
  );
});
