import { type Change, driftReport, RULES } from "@zerobus-gen/schema";
import { describe, expect, test } from "vitest";
import { formatSarif } from "./format-sarif.js";
import type { Locate } from "./locate.js";

const CONTEXT = { policy: {}, today: "2026-11-23", before: "zerobus.lock.json", after: "live" };

function change(rule: Change["rule"], path?: string): Change {
  const found: Change = { rule, class: RULES[rule], table: "a.b.c", message: "changed", advice: "do this" };
  return path === undefined ? found : { ...found, path };
}

const CHANGES = [
  change("column-removed", "x"),
  change("column-removed", "x"),
  change("column-reordered"),
  change("column-added", "n"),
];

function log(locate: Locate, policy = {}, failures: readonly { message: string }[] = []) {
  const comparison = {
    compared: [{ table: "a.b.c", changes: CHANGES }],
    failures,
    onlyBefore: [],
    onlyAfter: [],
  };
  return JSON.parse(formatSarif(driftReport(comparison, { ...CONTEXT, policy }), locate, "1.2.3"));
}

const locate: Locate = (_table, path) => ({
  file: "my schemas\\zerobus.lock.json",
  line: path === undefined ? 1 : 9,
});

describe("SARIF", () => {
  test("has what the schema of 2.1.0 requires, and what code scanning does", () => {
    const { $schema, version, runs } = log(locate);
    expect({ $schema, version, runs: runs.length }).toEqual({
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: 1,
    });
    const { tool, results, invocations, columnKind } = runs[0];
    expect(tool.driver).toMatchObject({
      name: "zerobus-gen",
      version: "1.2.3",
      informationUri: expect.stringMatching(/^https:/),
    });
    expect(invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
    expect(columnKind).toBe("utf16CodeUnits");
    for (const rule of tool.driver.rules) {
      expect(rule).toEqual({
        id: expect.stringMatching(/^[a-z-]+$/),
        name: expect.stringMatching(/^([A-Z][a-z]+)+$/),
        shortDescription: { text: expect.any(String) },
        fullDescription: { text: expect.any(String) },
        help: { text: expect.any(String), markdown: expect.any(String) },
        defaultConfiguration: { level: expect.stringMatching(/^(error|warning|note)$/) },
      });
    }
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(Object.keys(RULES));
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result).toMatchObject({
        level: expect.stringMatching(/^(error|warning|note)$/),
        message: { text: expect.stringContaining("changed. What to do: do this") },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "my%20schemas/zerobus.lock.json" },
              region: { startLine: expect.any(Number) },
            },
            logicalLocations: [{ fullyQualifiedName: expect.stringContaining("a.b.c") }],
          },
        ],
      });
    }
    expect(results.map(({ level }: { level: string }) => level)).toEqual([
      "error",
      "error",
      "warning",
      "note",
    ]);
  });

  test("knows a change again wherever its line went, and tells two alike from each other", () => {
    const prints = (where: Locate): readonly unknown[] =>
      log(where).runs[0].results.map(
        (result: { partialFingerprints: unknown }) => result.partialFingerprints,
      );
    expect(prints(locate)).toEqual([
      { "zerobusDrift/v1": "column-removed|a.b.c|x" },
      { "zerobusDrift/v1": "column-removed|a.b.c|x|2" },
      { "zerobusDrift/v1": "column-reordered|a.b.c|" },
      { "zerobusDrift/v1": "column-added|a.b.c|n" },
    ]);
    expect(prints(() => undefined)).toEqual(prints(locate));
  });

  test("has no physical location where nothing is known of one", () => {
    for (const { locations } of log(() => undefined).runs[0].results) {
      expect(Object.keys(locations[0])).toEqual(["logicalLocations"]);
    }
  });

  test("says of every result whether it is suppressed, once one is", () => {
    const ignore = [{ rule: "column-added", until: "2027-01-01", reason: "planned" }];
    const suppressions = (policy: object): readonly unknown[] =>
      log(locate, policy).runs[0].results.map((result: { suppressions?: unknown }) => result.suppressions);
    const accepted = { kind: "external", status: "accepted", justification: "planned (until 2027-01-01)" };
    expect(suppressions({})).toEqual([undefined, undefined, undefined, undefined]);
    expect(suppressions({ ignore })).toEqual([[], [], [], [accepted]]);
  });

  test("says that the run did not succeed where something could not be compared", () => {
    expect(log(locate, {}, [{ message: "no answer" }]).runs[0].invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: "error", message: { text: "no answer" } }],
      },
    ]);
  });
});
