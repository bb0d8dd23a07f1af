import { expect, test } from "vitest";
import { checkFacts } from "./check-facts.js";
import type { Finding } from "./problem.js";
import { problemOf } from "./problem.js";
import type { TableFacts } from "./table-schema.js";

function problems(facts: TableFacts): readonly string[] {
  const found: Finding[] = [];
  checkFacts(facts, (finding) => found.push(finding));
  for (const { message, hint } of found) expect([Boolean(message), Boolean(hint)]).toEqual([true, true]);
  return found.map((finding) => `${problemOf("t", finding).severity} ${finding.code}`);
}

test.each<[TableFacts]>([
  [{}],
  [{ kind: "MANAGED", format: "DELTA" }],
  [{ kind: "STREAMING_TABLE", format: "delta" }],
  [{ kind: "MANAGED_SHALLOW_CLONE" }],
  [{ id: "x", checks: ["a"], primaryKey: ["a"], partitionedBy: ["a"], hasRowFilter: true }],
])("takes %j", (facts) => {
  expect(problems(facts)).toEqual([]);
});

test.each<[TableFacts, readonly string[]]>([
  [{ kind: "EXTERNAL" }, ["warning EXTERNAL_TABLE"]],
  [{ kind: "EXTERNAL_SHALLOW_CLONE" }, ["warning EXTERNAL_TABLE"]],
  [{ kind: "VIEW" }, ["error TABLE_KIND"]],
  [{ kind: "MATERIALIZED_VIEW" }, ["error TABLE_KIND"]],
  [{ kind: "METRIC_VIEW" }, ["error TABLE_KIND"]],
  [{ kind: "FOREIGN" }, ["error TABLE_KIND"]],
  [{ kind: "" }, ["error TABLE_KIND"]],
  [{ kind: "managed" }, ["error TABLE_KIND"]],
  [{ format: "ICEBERG" }, ["error TABLE_FORMAT"]],
  [{ format: "" }, ["error TABLE_FORMAT"]],
  [{ hasCatalogCommits: true }, ["error TABLE_KIND"]],
  [
    { kind: "FOREIGN", format: "CSV", hasCatalogCommits: true },
    ["error TABLE_KIND", "error TABLE_FORMAT", "error TABLE_KIND"],
  ],
])("says of %j everything at once", (facts, want) => {
  expect(problems(facts)).toEqual(want);
});

test("shows words of strangers without what could reach a terminal", () => {
  const found: Finding[] = [];
  checkFacts({ kind: "\u001b[2J", format: "\n::error::" }, (finding) => found.push(finding));
  expect(found.map(({ message }) => /[^ -~]/.test(message))).toEqual([false, false]);
});
