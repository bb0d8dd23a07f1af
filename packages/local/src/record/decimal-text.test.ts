import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "./decimal-text.js";

describe(parseDecimal, () => {
  it.each([
    ["19.99", 10, 2, 1999n],
    ["19.9", 10, 2, 1990n],
    ["19.990", 10, 2, 1999n],
    ["-0.01", 3, 2, -1n],
    ["+5", 1, 0, 5n],
    ["5.", 1, 0, 5n],
    [".5", 1, 1, 5n],
    ["000123.4500", 5, 2, 12345n],
    ["0", 1, 1, 0n],
    ["-0.00", 2, 2, 0n],
    ["99999999999999999999999999999999999999", 38, 0, 10n ** 38n - 1n],
    ["-0.99999999999999999999999999999999999999", 38, 38, 1n - 10n ** 38n],
  ])("reads %j as DECIMAL(%i,%i)", (text, precision, scale, want) => {
    expect(parseDecimal(text, precision, scale)).toBe(want);
  });

  it.each([
    ["", 10, 2, '"" is not a decimal number'],
    [".", 10, 2, "not a decimal number"],
    ["-", 10, 2, "not a decimal number"],
    ["1e3", 10, 2, "not a decimal number"],
    [" 1", 10, 2, "not a decimal number"],
    ["1\n", 10, 2, "not a decimal number"],
    ["0x1", 10, 2, "not a decimal number"],
    ["NaN", 10, 2, "not a decimal number"],
    ["١٢", 10, 2, "not a decimal number"],
    ["19.999", 10, 2, '"19.999" has 3 fraction digits, DECIMAL(10,2) takes 2'],
    ["100000000.00", 10, 2, "too large for DECIMAL(10,2)"],
    ["1", 2, 2, "too large for DECIMAL(2,2)"],
  ])("refuses %j as DECIMAL(%i,%i)", (text, precision, scale, why) => {
    expect(() => parseDecimal(text, precision, scale)).toThrow(why);
  });

  it("reads back every unscaled value it is given as text", () => {
    const decimals = fc
      .tuple(fc.integer({ min: 1, max: 38 }), fc.nat(38))
      .filter(([precision, scale]) => scale <= precision)
      .chain(([precision, scale]) =>
        fc.record({
          precision: fc.constant(precision),
          scale: fc.constant(scale),
          unscaled: fc.bigInt({ min: 1n - 10n ** BigInt(precision), max: 10n ** BigInt(precision) - 1n }),
        }),
      );
    fc.assert(
      fc.property(decimals, fc.nat(3), ({ precision, scale, unscaled }, zeros) => {
        const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
        const cut = digits.length - scale;
        const text = `${unscaled < 0n ? "-" : ""}${digits.slice(0, cut)}.${digits.slice(cut)}${"0".repeat(zeros)}`;
        expect(parseDecimal(text, precision, scale)).toBe(unscaled);
      }),
    );
  });

  it("takes megabytes of zeros in its stride, and quotes no more than their start", () => {
    const zeros = "0".repeat(4_000_000);
    expect(parseDecimal(`${zeros}1.5${zeros}`, 2, 1)).toBe(15n);
    expect(() => parseDecimal(`1.${zeros}1`, 2, 1)).toThrow(/^.{1,120}$/);
  });
});
