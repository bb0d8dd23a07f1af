import { expect, test } from "vitest";
import { formatPath, type Step } from "./path.js";

const member = (key: string): Step => ({ frame: "struct", key });
const element = (key: number): Step => ({ frame: "list", key });
const entry = (key: Step["key"]): Step => ({ frame: "map", key });

test.each<[string, readonly Step[]]>([
  ["", []],
  ["id", [member("id")]],
  ["address.city", [member("address"), member("city")]],
  ["items[2].sku", [member("items"), element(2), member("sku")]],
  ['attrs["a \\"b\\""].value', [member("attrs"), entry('a "b"'), member("value")]],
  ['attrs["\\n\\ud800"]', [member("attrs"), entry("\n\ud800")]],
  [`attrs["${"k".repeat(60)}"]`, [member("attrs"), entry("k".repeat(1000))]],
  ["levels[-1]", [member("levels"), entry(-1n)]],
  ["flags[true]", [member("flags"), entry(true)]],
])("formats %s", (want, steps) => {
  expect(formatPath(steps)).toBe(want);
});
