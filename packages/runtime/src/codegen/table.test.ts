import { describe, expect, test } from "vitest";
import { has, own } from "./table.js";

describe("own", () => {
  test("reads what the row itself has", () => {
    const row: Readonly<Record<string, unknown>> = Object.fromEntries([
      ["constructor", 1],
      ["__proto__", 2],
    ]);
    expect([own(row, "constructor"), own(row, "__proto__")]).toEqual([1, 2]);
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "reads nothing where %s is inherited",
    (name) => {
      const row: Readonly<Record<string, unknown>> = {};
      expect(own(row, name)).toBeUndefined();
    },
  );
});

test.each<[Readonly<Record<string, unknown>>, boolean]>([
  [{ constructor: 1 }, true],
  [{ constructor: 0 }, true],
  [{ constructor: "" }, true],
  [{ constructor: null }, false],
  [{ constructor: undefined }, false],
  [{}, false],
  [Object.create({ constructor: 1 }), false],
])("has a value of its own in %o: %s", (row, want) => {
  expect(has(row, "constructor")).toBe(want);
});
