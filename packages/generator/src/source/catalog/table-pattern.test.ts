import fc from "fast-check";
import { expect, test } from "vitest";
import { fits, parseTablePattern } from "./table-pattern.js";

test.each([
  ["main.sales.*", { catalog: "main", schema: "sales", table: "*" }],
  ["*.bronze.*_raw", { catalog: "*", schema: "bronze", table: "*_raw" }],
  ["main.sales.orders", undefined],
  ["main.*", undefined],
  ["main.sales.a.*", undefined],
  ["main..*", undefined],
  ["main.sales.?*", undefined],
])("%j is read as %j", (text, pattern) => {
  expect(parseTablePattern(text)).toEqual(pattern);
});

test.each([
  ["*", "anything", true],
  ["orders", "Orders", true],
  ["orders", "orders2", false],
  ["raw_*", "raw_", true],
  ["raw_*", "ra", false],
  ["*_v*_old", "orders_v2_old", true],
  ["*_v*_old", "orders_old", false],
  ["ab*ba", "aba", false],
  ["a**b", "axb", true],
])("%j with %j: %j", (part, name, want) => {
  expect(fits(part, name)).toBe(want);
});

test("a pattern fits what a regular expression of it does", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(
    fc.property(text, name, (part, name) => {
      expect(fits(part, name)).toBe(new RegExp(`^${part.replaceAll("*", ".*")}$`).test(name));
    }),
  );
});

test("many stars take no time", () => {
  expect(fits(`${"*a".repeat(100)}*b`, "a".repeat(250))).toBe(false);
});
