import { expect, test } from "vitest";
import { fieldNumberAt, isFieldNumber, MAX_FIELD_NUMBER } from "./field-number.js";

test.each([
  [0, false],
  [1, true],
  [1.5, false],
  [18_999, true],
  [19_000, false],
  [19_999, false],
  [20_000, true],
  [MAX_FIELD_NUMBER, true],
  [MAX_FIELD_NUMBER + 1, false],
  [Number.NaN, false],
])("says whether %d is a field number", (number, want) => {
  expect(isFieldNumber(number)).toBe(want);
});

test("numbers follow positions, each once, and step over the reserved ones", () => {
  const numbers = Array.from({ length: 21_000 }, (_, position) => fieldNumberAt(position));
  expect(numbers.slice(0, 3)).toEqual([1, 2, 3]);
  expect(numbers[18_998]).toBe(18_999);
  expect(numbers[18_999]).toBe(20_000);
  expect(numbers.every(isFieldNumber)).toBe(true);
  expect(new Set(numbers).size).toBe(numbers.length);
});
