import { describe, expect, test } from "vitest";
import { columnPath, elementPath, entryPath, quoteName } from "./column-path.js";

describe("quoteName", () => {
  test.each([
    ["order_id", "order_id"],
    ["dash-name", "dash-name"],
    ["", '""'],
    ["with space", '"with space"'],
    ["a.b", '"a.b"'],
    ['"', '"\\""'],
    ["naïve", '"na\\u00efve"'],
    ["\u001b[31mred", '"\\u001b[31mred"'],
    ["a\nb", '"a\\nb"'],
    ["\ud800", '"\\ud800"'],
    ["\u202eevil", '"\\u202eevil"'],
    ["x".repeat(65), `"${"x".repeat(64)}…"`],
  ])("shows %j as %s", (name, want) => {
    expect(quoteName(name)).toBe(want);
  });
});

test("paths go through structs, elements and entries", () => {
  const items = columnPath("", "items");
  expect(columnPath(elementPath(items), "sku")).toBe("items[].sku");
  expect(columnPath(entryPath(items, "value"), "a.b")).toBe('items[value]."a.b"');
});
