import fc from "fast-check";
import { expect, test } from "vitest";
import { rawJson } from "../codegen/raw-json.js";
import { variantText } from "../testing/variant-text.js";
import { readVariant } from "./read-variant.js";

test("reads what was written, and that is written again as it was", () => {
  const json = fc.jsonValue().filter((value) => value !== null);
  fc.assert(
    fc.property(json, (value) => {
      const text = String(variantText(value, 100));
      expect(readVariant(text)).toEqual(value);
      expect(variantText(readVariant(text), 100)).toBe(text);
    }),
  );
});

test.each<[string, unknown]>([
  ["0", 0],
  ["-0", -0],
  ["0.0e5", 0],
  ["1.50", 1.5],
  ["1e3", 1000],
  ["0.1", 0.1],
  ["12345678901234567890e-20", rawJson("12345678901234567890e-20")],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", 9007199254740992],
  ["9007199254740993", 9007199254740993n],
  ["-9223372036854775808", -(2n ** 63n)],
  ["9".repeat(38), 10n ** 38n - 1n],
  [`-${"9".repeat(38)}`, 1n - 10n ** 38n],
  ["9".repeat(39), rawJson("9".repeat(39))],
  ["0.12345678901234567", rawJson("0.12345678901234567")],
  ["1e400", rawJson("1e400")],
  ["1e-400", rawJson("1e-400")],
  [`1${"0".repeat(1_000_000)}`, rawJson(`1${"0".repeat(1_000_000)}`)],
  ["null", rawJson("null")],
  ['{"a":null}', { a: null }],
  ['"null"', "null"],
])("reads %s without rounding", (text, value) => {
  expect(readVariant(text)).toEqual(value);
});

test("says the same number again, whatever the number", () => {
  const digits = fc.stringMatching(/^-?(0|[1-9][0-9]{0,45})(\.[0-9]{1,30})?(e[+-]?[0-9]{1,3})?$/);
  // An independent reading: the digits as a bigint, and the power of ten.
  const exact = (text: string): readonly unknown[] => {
    const [, sign, whole = "", fraction = "", exponent = "0"] =
      /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
    let unscaled = BigInt(whole + fraction);
    let power = Number(exponent) - fraction.length;
    while (unscaled !== 0n && unscaled % 10n === 0n) [unscaled, power] = [unscaled / 10n, power + 1];
    return unscaled === 0n ? [sign, 0n] : [sign, unscaled, power || 0];
  };
  fc.assert(
    fc.property(digits, (text) => {
      expect(exact(String(variantText(readVariant(text), 100)))).toEqual(exact(text));
    }),
    { numRuns: 2000 },
  );
});

test("reads members called as what every object has, with their values", () => {
  const text = '{"__proto__":{"a":1},"constructor":2,"2":0,"1":0}';
  const value = readVariant(text);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.getOwnPropertyNames(value)).toEqual(["1", "2", "__proto__", "constructor"]);
});
