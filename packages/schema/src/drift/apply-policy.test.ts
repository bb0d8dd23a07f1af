import { describe, expect, test } from "vitest";
import { applyPolicy } from "./apply-policy.js";
import type { Change } from "./change.js";
import { matchesPattern } from "./matches-pattern.js";
import type { DriftPolicy } from "./policy.js";
import { RULES, type RuleId } from "./rules.js";

const TODAY = "2026-11-23";

function change(rule: RuleId, path?: string, table = "main.shop.orders"): Change {
  return { rule, class: RULES[rule], table, message: "changed", ...(path !== undefined && { path }) };
}

const dropped = change("column-removed", "discount");
const added = change("column-added", "note");
const reordered = change("column-reordered");

describe("a policy", () => {
  test.each<[policy: DriftPolicy, changes: readonly Change[], want: boolean]>([
    [{}, [], false],
    [{}, [added, reordered], false],
    [{}, [dropped], true],
    [{ failOn: "warning" }, [added, reordered], true],
    [{ failOn: "warning" }, [added], false],
    [{ failOn: "info" }, [added], true],
    [{ failOn: "none" }, [dropped], false],
    [{ rules: { "column-removed": "info" } }, [dropped], false],
    [{ rules: { "column-added": "breaking" } }, [added], true],
    [{ rules: { "column-removed": "off" } }, [dropped], false],
  ])("%j", (policy, changes, want) => {
    expect(applyPolicy(changes, policy, TODAY).isDrift).toBe(want);
  });

  test("keeps the class that comparing gave beside the one it gives", () => {
    const { changes } = applyPolicy([dropped, added], { rules: { "column-removed": "warning" } }, TODAY);
    expect(changes).toEqual([{ ...dropped, class: "warning", ownClass: "breaking" }, added]);
  });

  test("takes what is off out, and counts it", () => {
    const { changes, off } = applyPolicy([dropped, added], { rules: { "column-added": "off" } }, TODAY);
    expect(changes).toEqual([dropped]);
    expect(off).toBe(1);
  });
});

describe("an ignore", () => {
  const ignore = { rule: "column-removed", until: TODAY, reason: "being rolled out" } as const;

  test("keeps what it matches from counting, to the end of its day", () => {
    const { changes, ignores, isDrift } = applyPolicy([dropped], { ignore: [ignore] }, TODAY);
    expect(isDrift).toBe(false);
    expect(changes).toEqual([{ ...dropped, ignored: { until: TODAY, reason: "being rolled out" } }]);
    expect(ignores).toEqual([{ ...ignore, state: "used", matches: 1 }]);
  });

  test("counts no more the day after, and is told as expired", () => {
    const { changes, ignores, isDrift } = applyPolicy([dropped], { ignore: [ignore] }, "2026-11-24");
    expect(isDrift).toBe(true);
    expect(changes).toEqual([dropped]);
    expect(ignores).toEqual([{ ...ignore, state: "expired", matches: 1 }]);
  });

  test.each(["", "soon", "2026-13-01", "2027-02-30", "9999", "2027-1-1"])(
    "until %j counts never, and is told as malformed",
    (until) => {
      const { ignores, isDrift } = applyPolicy([dropped], { ignore: [{ ...ignore, until }] }, TODAY);
      expect(isDrift).toBe(true);
      expect(ignores.map(({ state }) => state)).toEqual(["malformed"]);
    },
  );

  test.each([
    [{}, "used"],
    [{ path: "discount" }, "used"],
    [{ path: "dis*" }, "used"],
    [{ path: "other" }, "unused"],
    [{ table: "main.shop.orders" }, "used"],
    [{ table: "MAIN.shop.Orders" }, "used"],
    [{ table: "main.*" }, "used"],
    [{ table: "main.shop.order" }, "unused"],
    [{ rule: "column-added" }, "unused"],
  ] as const)("for %j is %s", (part, state) => {
    const { ignores } = applyPolicy([dropped], { ignore: [{ ...ignore, ...part }] }, TODAY);
    expect(ignores.map((judged) => judged.state)).toEqual([state]);
  });

  test("of a path does not match a table as a whole", () => {
    const policy = { ignore: [{ ...ignore, rule: "column-reordered", path: "*" }] } as const;
    expect(applyPolicy([reordered], policy, TODAY).ignores[0]?.state).toBe("unused");
  });

  test("of a rule that is off is unused, since there is nothing left to ignore", () => {
    const policy: DriftPolicy = { rules: { "column-removed": "off" }, ignore: [ignore] };
    expect(applyPolicy([dropped], policy, TODAY).ignores[0]?.state).toBe("unused");
  });

  test("that is valid counts beside one that is expired", () => {
    const expired = { ...ignore, until: "2020-01-01" };
    const { isDrift, ignores } = applyPolicy([dropped], { ignore: [expired, ignore] }, TODAY);
    expect(isDrift).toBe(false);
    expect(ignores.map(({ state }) => state)).toEqual(["expired", "used"]);
  });
});

test.each([
  ["", "", true],
  ["*", "", true],
  ["a*c", "abbc", true],
  ["a*c", "abbcd", false],
  ["*.orders", "main.shop.orders", true],
  ["a*b*c", "aXbYbZc", true],
  ["items[].*", "items[].sku", true],
  ["items[].*", "itemsX.sku", false],
  ["a.c", "abc", false],
])("the pattern %j matches %j: %s", (pattern, text, want) => {
  expect(matchesPattern(pattern, text)).toBe(want);
});

test("a hostile pattern takes no longer than its length and the text's multiplied", () => {
  expect(matchesPattern("*a".repeat(200), `${"a".repeat(2000)}b`)).toBe(false);
});
