import fc from "fast-check";
import { expect, test } from "vitest";
import { highHalf, isInt64, lowHalf, safeNumber } from "./int64.js";

const anyBigint = fc.oneof(
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
  fc
    .constantFrom(32n, 53n, 63n, 64n)
    .chain((bits) => fc.bigInt({ min: 2n ** bits - 2n, max: 2n ** bits + 2n }))
    .chain((value) => fc.constantFrom(value, -value)),
);

test("a bigint is a number exactly where that is a safe integer", () => {
  fc.assert(
    fc.property(anyBigint, (value) => {
      const number = Number(value);
      expect(safeNumber(value)).toBe(Number.isSafeInteger(number) ? number : Number.NaN);
    }),
    { numRuns: 2000 },
  );
});

test("64 bits hold what lies between their ends", () => {
  fc.assert(
    fc.property(anyBigint, (value) => {
      expect(isInt64(value)).toBe(value >= -(2n ** 63n) && value < 2n ** 63n);
    }),
    { numRuns: 2000 },
  );
});

test("two halves are the whole", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect((BigInt(highHalf(value)) << 32n) | BigInt(lowHalf(value) >>> 0)).toBe(value);
    }),
  );
});
