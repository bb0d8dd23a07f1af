import { expect, test } from "vitest";
import { describeJson, isJsonObject, parseJson } from "./json-value.js";

test.each([
  [{}, true, "an object"],
  [[], false, "a list"],
  [null, false, "null"],
  [undefined, false, "nothing"],
  ["x", false, "a string"],
  [1, false, "a number"],
])("tells %j from other values", (value, isObject, words) => {
  expect(isJsonObject(value)).toBe(isObject);
  expect(describeJson(value)).toBe(words);
});

test.each([
  ["null", null],
  ['"long"', "long"],
  ["", undefined],
  ["{", undefined],
])("parses %j without throwing", (text, want) => {
  expect(parseJson(text)).toEqual(want);
});
