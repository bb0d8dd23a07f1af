import { expect, test } from "vitest";
import { toDecimalText } from "./decimal.js";

/** As decimal.js, big.js and bignumber.js are made: `toString` is exact, and has an exponent when it is shorter. */
class Decimal {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toFixed(): never {
    throw new Error("not asked: it would spell out 1e1000000");
  }
  toString(): string {
    return this.#text;
  }
}

test.each([
  ["19.99", "19.99"],
  ["-0", "0"],
  ["1e+21", "1000000000000000000000"],
  ["1.5e-7", "0.00000015"],
])("takes the number %s of a decimal library", (text, want) => {
  expect(toDecimalText(new Decimal(text), 38, 10)).toBe(want);
});

test.each<[unknown, string]>([
  [new Decimal("19.999"), "DECIMAL_SCALE"],
  [new Decimal("1e+1000000"), "DECIMAL_PRECISION"],
  [new Decimal("NaN"), "NOT_FINITE"],
  [new Decimal("-Infinity"), "NOT_FINITE"],
  [new Decimal("[object Object]"), "INVALID_DECIMAL"],
  [{ toFixed: () => "1" }, "INVALID_DECIMAL"],
  [{ toFixed: 1, toString: () => "1" }, "WRONG_TYPE"],
  [{ toFixed: () => "1", toString: () => 1 }, "WRONG_TYPE"],
  [{ toString: () => "1" }, "WRONG_TYPE"],
  [new Number(1.5), "WRONG_TYPE"],
  [["1"], "WRONG_TYPE"],
  [new Date(1), "WRONG_TYPE"],
  [() => "1", "WRONG_TYPE"],
  [Object.assign(Object.create(null), { toFixed: () => "1" }), "UNREADABLE_VALUE"],
])("refuses %o with %s", (value, code) => {
  expect(toDecimalText(value, 10, 2)).toMatchObject({ code });
});
