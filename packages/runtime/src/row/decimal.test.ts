import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalLength, toDecimalText } from "./decimal.js";
import type { RowIssueCode } from "./row-issue.js";

test.each<[unknown, number, number, string]>([
  ["19.99", 10, 2, "19.99"],
  ["-19.99", 10, 2, "-19.99"],
  ["+19.99", 10, 2, "19.99"],
  ["19.9900", 10, 2, "19.99"],
  ["19.00", 10, 2, "19"],
  ["0019.50", 4, 2, "19.5"],
  ["0", 10, 2, "0"],
  ["-0", 10, 2, "0"],
  ["-0.00", 10, 2, "0"],
  ["000", 1, 0, "0"],
  ["0.05", 2, 2, "0.05"],
  ["-0.05", 2, 2, "-0.05"],
  ["00.50", 2, 2, "0.5"],
  ["100", 3, 0, "100"],
  ["9".repeat(38), 38, 0, "9".repeat(38)],
  [`0.${"9".repeat(38)}`, 38, 38, `0.${"9".repeat(38)}`],
  [`-${"9".repeat(20)}.${"9".repeat(18)}`, 38, 18, `-${"9".repeat(20)}.${"9".repeat(18)}`],
  [`1.${"0".repeat(1000)}`, 1, 0, "1"],
  ["1e3", 10, 2, "1000"],
  ["+1.50", 10, 2, "1.5"],
  ["-1.5E+3", 10, 2, "-1500"],
  ["12345e-2", 10, 2, "123.45"],
  ["00.0120e1", 10, 2, "0.12"],
  ["5e-2", 2, 2, "0.05"],
  ["1000000e-6", 1, 0, "1"],
  ["-0e999999999", 1, 0, "0"],
  ["0.00e-9", 1, 0, "0"],
  [0n, 1, 1, "0"],
  [-42n, 4, 2, "-42"],
  [99n, 4, 2, "99"],
  [10n ** 38n - 1n, 38, 0, "9".repeat(38)],
])("takes %o as DECIMAL(%d,%d) %s", (given, precision, scale, want) => {
  expect(toDecimalText(given, precision, scale)).toBe(want);
});

test.each<[unknown, number, number, RowIssueCode]>([
  ["19.999", 10, 2, "DECIMAL_SCALE"],
  ["0.001", 38, 2, "DECIMAL_SCALE"],
  ["1.5", 10, 0, "DECIMAL_SCALE"],
  ["123", 4, 2, "DECIMAL_PRECISION"],
  ["1", 2, 2, "DECIMAL_PRECISION"],
  ["1".repeat(39), 38, 0, "DECIMAL_PRECISION"],
  [100n, 4, 2, "DECIMAL_PRECISION"],
  [-100n, 4, 2, "DECIMAL_PRECISION"],
  [1n, 2, 2, "DECIMAL_PRECISION"],
  [10n ** 38n, 38, 0, "DECIMAL_PRECISION"],
  ["", 10, 2, "INVALID_DECIMAL"],
  ["-", 10, 2, "INVALID_DECIMAL"],
  [".", 10, 2, "INVALID_DECIMAL"],
  [".5", 10, 2, "INVALID_DECIMAL"],
  ["5.", 10, 2, "INVALID_DECIMAL"],
  ["--5", 10, 2, "INVALID_DECIMAL"],
  ["1.2.3", 10, 2, "INVALID_DECIMAL"],
  ["1,234.50", 10, 2, "INVALID_DECIMAL"],
  ["1e", 10, 2, "INVALID_DECIMAL"],
  ["e3", 10, 2, "INVALID_DECIMAL"],
  ["1e3.5", 10, 2, "INVALID_DECIMAL"],
  ["1.e3", 10, 2, "INVALID_DECIMAL"],
  ["1e1234567890", 10, 2, "INVALID_DECIMAL"],
  ["1e8", 10, 2, "DECIMAL_PRECISION"],
  ["1e999999999", 38, 0, "DECIMAL_PRECISION"],
  ["1e-3", 10, 2, "DECIMAL_SCALE"],
  ["1.25e-1", 38, 2, "DECIMAL_SCALE"],
  ["1e-999999999", 38, 38, "DECIMAL_SCALE"],
  ["0x10", 10, 2, "INVALID_DECIMAL"],
  [" 1", 10, 2, "INVALID_DECIMAL"],
  ["1\n", 10, 2, "INVALID_DECIMAL"],
  ["NaN", 10, 2, "NOT_FINITE"],
  ["-Infinity", 10, 2, "NOT_FINITE"],
  ["infinity", 10, 2, "INVALID_DECIMAL"],
  ["١", 10, 2, "INVALID_DECIMAL"],
  ["0".repeat(1025), 10, 2, "INVALID_DECIMAL"],
  [19.99, 10, 2, "WRONG_TYPE"],
  [1, 10, 2, "WRONG_TYPE"],
  [Number.NaN, 10, 2, "WRONG_TYPE"],
  [true, 10, 2, "WRONG_TYPE"],
  [null, 10, 2, "WRONG_TYPE"],
  [undefined, 10, 2, "WRONG_TYPE"],
  [{ toString: () => "1" }, 10, 2, "WRONG_TYPE"],
])("refuses %o as DECIMAL(%d,%d) with %s", (given, precision, scale, code) => {
  expect(toDecimalText(given, precision, scale)).toMatchObject({ code });
});

test("names the type, and what the value has too much of", () => {
  expect(toDecimalText("1.2345", 10, 2)).toMatchObject({
    message: "has 4 fraction digits, DECIMAL(10,2) takes 2; values are never rounded",
  });
  expect(toDecimalText("123456789", 10, 2)).toMatchObject({
    message: "has more than 8 digits before the point, which is all DECIMAL(10,2) takes",
  });
});

test("reads an exponent as what its digits say", () => {
  const number = fc.record({
    unscaled: fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }),
    scale: fc.nat({ max: 19 }),
    shift: fc.integer({ min: -40, max: 40 }),
  });
  fc.assert(
    fc.property(number, ({ unscaled, scale, shift }) => {
      const sign = unscaled < 0n ? "-" : "";
      const digits = String(unscaled < 0n ? -unscaled : unscaled);
      const padded = digits.padStart(scale + 1, "0");
      const plain = `${padded.slice(0, padded.length - scale)}.${padded.slice(padded.length - scale)}0`;
      const want = toDecimalText(sign + plain, 38, 19);
      expect(toDecimalText(`${sign}${digits}e${-scale}`, 38, 19)).toBe(want);
      // With the point elsewhere: as many zeros in front or behind as it takes.
      const long = `${"0".repeat(100)}${digits}${"0".repeat(100)}`;
      const point = long.length - 100 - scale - shift;
      const shifted = `${sign}${long.slice(0, point)}.${long.slice(point)}E+${shift}`.replace("+-", "-");
      expect(toDecimalText(shifted, 38, 19)).toBe(want);
    }),
  );
});

test("never changes the number, and writes each number in one way", () => {
  const parts = fc
    .tuple(fc.integer({ min: 1, max: 38 }), fc.nat({ max: 38 }))
    .filter(([precision, scale]) => scale <= precision)
    .chain(([precision, scale]) =>
      fc.record({
        precision: fc.constant(precision),
        scale: fc.constant(scale),
        unscaled: fc.bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n }),
        zeros: fc.nat({ max: 5 }),
      }),
    );
  fc.assert(
    fc.property(parts, ({ precision, scale, unscaled, zeros }) => {
      const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
      const [whole, fraction] = [digits.slice(0, digits.length - scale), digits.slice(digits.length - scale)];
      const sign = unscaled < 0n ? "-" : "";
      const given = `${sign}${"0".repeat(zeros)}${whole}${scale > 0 ? `.${fraction}${"0".repeat(zeros)}` : ""}`;
      const kept = fraction.replace(/0+$/, "");
      expect(toDecimalText(given, precision, scale)).toBe(`${sign}${whole}${kept === "" ? "" : `.${kept}`}`);
    }),
  );
});

test("takes text the same way whether it stands there as it is written or with a needless zero in front", () => {
  const text = fc.stringMatching(/^-?(0|[1-9]\d{0,4})(\.\d{1,5})?$/);
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 8 }), fc.nat({ max: 4 }), (given, precision, scale) => {
      const spelled = given.replace(/^-?/, "$&0");
      const total = Math.max(precision, scale);
      expect(canonicalLength(spelled, total, scale)).toBe(0);
      const want = toDecimalText(spelled, total, scale);
      expect(toDecimalText(given, total, scale)).toEqual(want);
      const length = canonicalLength(given, total, scale);
      if (given !== "-0" && !/^-0\.0+$/.test(given) && typeof want === "string") {
        expect(given.slice(0, length)).toBe(want);
      } else expect(length).toBe(0);
    }),
    { numRuns: 2_000 },
  );
});
