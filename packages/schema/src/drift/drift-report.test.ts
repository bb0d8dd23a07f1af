import { describe, expect, test } from "vitest";
import type { Change } from "./change.js";
import type { Comparison } from "./compare-reads.js";
import { driftReport, type ReportContext } from "./drift-report.js";
import { rollOut } from "./roll-out.js";
import { RULE_TEXTS } from "./rule-text.js";
import type { DriftClass } from "./rules.js";
import { RULES, type RuleId } from "./rules.js";

const CONTEXT: ReportContext = { policy: {}, today: "2026-11-23", before: "lock", after: "live" };

function change(rule: RuleId, path = "x", severity: DriftClass = RULES[rule]): Change {
  return { rule, class: severity, table: "a.b.c", path, message: "changed" };
}

function comparison(changes: readonly Change[], more: Partial<Comparison> = {}): Comparison {
  return { compared: [{ table: "a.b.c", changes }], failures: [], onlyBefore: [], onlyAfter: [], ...more };
}

describe("a report", () => {
  test("is clean without changes, and with harmless ones", () => {
    expect(driftReport(comparison([]), CONTEXT)).toMatchObject({ version: 1, verdict: "clean", rollOut: [] });
    expect(driftReport(comparison([change("column-added")]), CONTEXT).verdict).toBe("clean");
  });

  test("is drift with one change as bad as the policy says", () => {
    expect(driftReport(comparison([change("column-removed")]), CONTEXT).verdict).toBe("drift");
  });

  test("is never clean, nor mere drift, where something could not be compared", () => {
    const failures = [{ table: "a.b.d", message: "no answer" }];
    for (const changes of [[], [change("column-removed")]]) {
      expect(driftReport(comparison(changes, { failures }), CONTEXT).verdict).toBe("failed");
    }
    const policy = { failOn: "none" } as const;
    expect(driftReport(comparison([], { failures }), { ...CONTEXT, policy }).verdict).toBe("failed");
  });

  test("counts what counts, and apart from it what does not", () => {
    const changes = [
      change("column-removed"),
      change("column-removed", "known"),
      change("column-reordered"),
      change("column-added"),
      change("collation-changed"),
    ];
    const ignore = [
      { rule: "column-removed", path: "known", until: "2027-01-01", reason: "planned" },
    ] as const;
    const policy = { rules: { "collation-changed": "off" }, ignore } as const;
    const report = driftReport(comparison(changes), { ...CONTEXT, policy });
    expect(report.counts).toEqual({
      tables: 1,
      breaking: 1,
      warning: 1,
      info: 1,
      ignored: 1,
      off: 1,
      failures: 0,
    });
    expect(report.tables[0]?.changes.map(({ path, ignored }) => `${path} ${ignored?.reason}`)).toEqual([
      "x undefined",
      "known planned",
      "x undefined",
      "x undefined",
    ]);
    expect(report.rollOut.join("\n")).not.toContain("known");
  });

  test("is plain JSON data", () => {
    const report = driftReport(comparison([change("column-removed")]), CONTEXT);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe("a roll-out", () => {
  const words = (changes: readonly Change[]): readonly string[] =>
    rollOut(changes).map((step) => step.replace(/ .*/, ""));

  test("of a new column begins with the table", () => {
    expect(words([change("column-added")])).toEqual(["table", "producers:"]);
  });

  test("of a dropped column begins with the producers", () => {
    expect(words([change("column-removed")])).toEqual(["producers:", "table", "if"]);
  });

  test("of a rename, or another type, writes both columns in between", () => {
    for (const rule of ["column-renamed", "type-changed"] as const) {
      const [first, second, third] = rollOut([change(rule)]);
      expect([first, second, third]).toEqual([
        expect.stringMatching(/^table: add a new column/),
        expect.stringMatching(/^producers: .*write both/),
        expect.stringMatching(/^table last: drop the old/),
      ]);
    }
  });

  test("of a name in another case is done at once, since both cannot stand side by side", () => {
    expect(words([change("column-case-changed")])).toEqual(["together:", "if"]);
  });

  test("has a step for every change that may hurt somebody", () => {
    const felt = Object.keys(RULES).filter((rule): rule is RuleId => Object.hasOwn(RULES, rule));
    for (const rule of felt) {
      if (RULES[rule] !== "info") expect(rollOut([change(rule)]).join(" ")).toContain("x in a.b.c");
    }
  });

  test("of a change of meaning begins with stopping the producers", () => {
    expect(rollOut([change("type-meaning-changed")])[0]).toMatch(/^producers: stop/);
  });

  test("grows the table first and shrinks it last, however the changes are ordered", () => {
    const changes = [
      change("column-removed", "old"),
      change("column-added", "new"),
      change("column-required", "must"),
    ];
    expect(words(changes)).toEqual(words(changes.toReversed()));
    expect(rollOut(changes)[0]).toBe("table first: new in a.b.c (running producers go on)");
    expect(rollOut(changes).at(-2)).toMatch(/^table last: drop/);
  });

  test("is short, however many changes there are", () => {
    const many = Array.from({ length: 500 }, (_, at) => change("column-removed", `c${at}`));
    expect(rollOut(many)).toHaveLength(3);
    expect(rollOut(many)[0]).toContain("c0, c1, c2 and 497 more in a.b.c");
  });

  test("has no step for what hurts nobody", () => {
    expect(rollOut([change("column-removed", "x", "info"), change("collation-changed")])).toEqual([]);
  });
});

test("every rule has a title, what happens, and advice, each one line without an end", () => {
  expect(Object.keys(RULE_TEXTS)).toEqual(Object.keys(RULES));
  for (const text of Object.values(RULE_TEXTS)) {
    for (const line of [text.title, text.happens, text.advice]) expect(line).toMatch(/^[a-z][ -~]+[^.\s]$/i);
  }
});
