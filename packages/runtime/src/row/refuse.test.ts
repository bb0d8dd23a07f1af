import { expect, test } from "vitest";
import { refuseBigint, refuseFloat, refuseInteger, refuseText } from "./refuse.js";
import type { Refusal } from "./row-issue.js";

test.each<[unknown, Refusal]>([
  [128, { code: "OUT_OF_RANGE", message: "does not fit -128..127" }],
  [1.5, { code: "NOT_INTEGER", message: "is not a whole number", hint: "values are never rounded" }],
  [Number.NaN, { code: "NOT_FINITE", message: "is not a finite number" }],
  [5n, { code: "WRONG_TYPE", message: "is a bigint", hint: "pass a number: Number(value)" }],
  ["5", { code: "WRONG_TYPE", message: "is not a number", hint: "pass a whole number" }],
])("says why %o is no integer of 8 bits", (value, want) => {
  expect(refuseInteger(value, -128, 127)).toEqual(want);
});

test.each<[unknown, Refusal]>([
  [2n ** 63n, { code: "OUT_OF_RANGE", message: "does not fit -9223372036854775808..9223372036854775807" }],
  [1.5, { code: "NOT_INTEGER", message: "is not a whole number", hint: "values are never rounded" }],
  [
    2 ** 53,
    {
      code: "UNSAFE_INTEGER",
      message: "is too large for a number to hold exactly",
      hint: "pass a bigint, from the start",
    },
  ],
  ["5", { code: "WRONG_TYPE", message: "is not a number", hint: "pass a bigint or a whole number" }],
])("says why %o is no integer of 64 bits", (value, want) => {
  expect(refuseBigint(value)).toEqual(want);
});

test("says why a value is no FLOAT", () => {
  expect(refuseFloat(1e39)).toEqual({
    code: "FLOAT_OVERFLOW",
    message: "is too large for 32 bits",
    hint: "make the column DOUBLE",
  });
  expect(refuseFloat("1")).toMatchObject({ code: "WRONG_TYPE" });
});

test("says why a value is no text", () => {
  expect(refuseText("a\ud83d\ude00\ud800b")).toMatchObject({
    code: "ILL_FORMED_STRING",
    message: "holds half a surrogate pair at 3, which UTF-8 cannot carry",
  });
  expect(refuseText(1)).toEqual({
    code: "WRONG_TYPE",
    message: "is not a string",
    hint: "pass a string: String(value)",
  });
});
