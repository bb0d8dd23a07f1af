import { type DriftReport, isDriftAt, type JudgedChange, type TableDrift } from "@zerobus-gen/schema";
import { plainLine } from "./plain-line.js";
import { tableTitle, worstFirst } from "./summary.js";

type Outcome = "failure" | "error" | "skipped" | "passed";

interface TestCase {
  readonly name: string;
  readonly outcome: Outcome;
  readonly type?: string;
  readonly message?: string;
  readonly text?: string;
}

/**
 * The report as JUnit XML: a suite for each table, a case for each change. What makes the check fail is a
 * failure, what is ignored is skipped, what could not be compared is an error; the rest passes.
 */
export function formatJunit(report: DriftReport): string {
  const suites = report.tables.map((table) => ({
    name: tableTitle(table),
    cases: casesOf(table, report),
  }));
  const failed = report.failures.map(
    ({ table, message, hint }): TestCase => ({
      name: table ?? "comparison",
      outcome: "error",
      type: "not-compared",
      message,
      ...(hint !== undefined && { text: hint }),
    }),
  );
  const all = failed.length === 0 ? suites : [...suites, { name: "could not be compared", cases: failed }];
  const cases = all.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="zerobus drift"${tallies(cases)}>`,
    ...all.flatMap((suite) => [
      `  <testsuite name="${xmlText(suite.name)}"${tallies(suite.cases)}>`,
      ...suite.cases.map((testCase) => formatCase(suite.name, testCase)),
      "  </testsuite>",
    ]),
    "</testsuites>",
  ].join("\n");
}

function casesOf({ changes }: TableDrift, { failOn }: DriftReport): readonly TestCase[] {
  if (changes.length === 0) return [{ name: "no changes", outcome: "passed" }];
  return worstFirst(changes).map((change) => ({
    name: change.path === undefined ? change.rule : `${change.path}: ${change.rule}`,
    outcome: change.ignored ? "skipped" : isDriftAt(change, failOn) ? "failure" : "passed",
    type: change.rule,
    ...textOf(change),
  }));
}

function textOf({
  class: severity,
  message,
  advice,
  ignored,
}: JudgedChange): Pick<TestCase, "message" | "text"> {
  if (ignored) return { message: `ignored until ${ignored.until}: ${ignored.reason}`, text: message };
  return { message: `${severity}: ${message}`, ...(advice !== undefined && { text: advice }) };
}

function tallies(cases: readonly TestCase[]): string {
  const of = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  const counts = {
    tests: cases.length,
    failures: of("failure"),
    errors: of("error"),
    skipped: of("skipped"),
  };
  return Object.entries(counts)
    .map(([name, number]) => ` ${name}="${number}"`)
    .join("");
}

function formatCase(suite: string, { name, outcome, type = "", message = "", text = "" }: TestCase): string {
  const open = `    <testcase classname="${xmlText(suite)}" name="${xmlText(name)}"`;
  const lines = [message, text].filter((line) => line !== "");
  switch (outcome) {
    case "passed":
      return lines.length === 0
        ? `${open}/>`
        : `${open}>\n      <system-out>${xmlText(lines.join(". "))}</system-out>\n    </testcase>`;
    case "skipped":
      return `${open}>\n      <skipped message="${xmlText(message)}"/>\n    </testcase>`;
  }
  const body = `<${outcome} type="${xmlText(type)}" message="${xmlText(message)}">${xmlText(text)}</${outcome}>`;
  return `${open}>\n      ${body}\n    </testcase>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Every other character of a plain line is one that XML takes. */
function xmlText(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
