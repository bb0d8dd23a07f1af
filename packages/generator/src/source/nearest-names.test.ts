import { expect, test } from "vitest";
import { nearestNames } from "./nearest-names.js";

test.each([
  ["ordrs", ["orders", "customers"], ["orders"]],
  ["odrers", ["orders"], ["orders"]],
  ["ORDERS", ["orders"], ["orders"]],
  ["order", ["orders", "order_items", "borders"], ["orders", "order_items", "borders"]],
  ["x", ["orders", "y"], ["y"]],
  ["payments", ["orders", "customers"], []],
  ["ab", ["abcd", "xaby"], []],
  ["abc", ["abc1", "abc2", "abc3", "abc4"], ["abc1", "abc2", "abc3"]],
  ["", ["orders"], []],
])("for %j among %j: %j", (name, candidates, want) => {
  expect(nearestNames(name, candidates)).toEqual(want);
});

test("long names take no time", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `${"x".repeat(5000)}${index}`);
  expect(nearestNames(`${"x".repeat(5000)}y`, names)).toHaveLength(3);
});
