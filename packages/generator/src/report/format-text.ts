import type { DriftClass, DriftReport, JudgedChange, TableDrift } from "@zerobus-gen/schema";
import pc from "picocolors";
import { plainLine } from "./plain-line.js";
import { count, ignoreNotes, summary, tableTitle, worstFirst } from "./summary.js";

type Paint = (text: string) => string;

/** Wider paths are not waited for by the others. */
const WIDEST_PATH = 32;

/** The report for people: grouped by table, the worst first, what to do at the end. */
export function formatText(report: DriftReport, colours: boolean): string {
  const colour = pc.createColors(colours);
  const paints: Readonly<Record<DriftClass, Paint>> = {
    breaking: colour.red,
    warning: colour.yellow,
    info: colour.cyan,
  };
  const changed = report.tables.filter(({ changes }) => changes.length > 0);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [[colour.bold(title), ...lines.map((line) => `  ${line}`)].join("\n")];

  const tables = changed.flatMap((table) =>
    section(plainLine(tableTitle(table)), changeLines(table, paints, colour.dim)),
  );
  const failures = report.failures.flatMap(({ table, message, hint }) => [
    `${colour.red("error")}  ${plainLine(table === undefined ? message : `${table}: ${message}`)}`,
    ...(hint === undefined ? [] : [`       ${colour.dim(plainLine(hint))}`]),
  ]);
  const oneSided = [
    ...report.onlyBefore.map((table) => `only in ${plainLine(`${report.before}: ${table}`)}`),
    ...report.onlyAfter.map((table) => `only in ${plainLine(`${report.after}: ${table}`)}`),
  ];
  const verdict = report.verdict === "clean" ? colour.green : colour.red;
  return [
    ...tables,
    ...section("could not be compared", failures),
    ...section("on one side only", cut(oneSided)),
    ...section(
      "ignores",
      ignoreNotes(report).map((note) => `${colour.yellow("note")}  ${plainLine(note)}`),
    ),
    ...section(
      "roll-out",
      report.rollOut.map((step, index) => `${index + 1}. ${plainLine(step)}`),
    ),
    verdict(summary(report)),
  ].join("\n\n");
}

function changeLines(
  { changes }: TableDrift,
  paints: Readonly<Record<DriftClass, Paint>>,
  dim: Paint,
): readonly string[] {
  const paths = changes.map(({ path }) => pathText(path).length);
  const width = Math.min(WIDEST_PATH, Math.max(...paths.slice(0, 1000)));
  const indent = " ".repeat("breaking".length + 2 + width + 2);
  return worstFirst(changes).flatMap((change) => {
    const paint = change.ignored ? dim : paints[change.class];
    const path = pathText(change.path).padEnd(width);
    return [
      `${paint(change.class.padEnd("breaking".length))}  ${path}  ${plainLine(change.message)}`,
      `${indent}${dim(footnote(change))}`,
    ];
  });
}

function pathText(path: string | undefined): string {
  return path === undefined ? "(table)" : plainLine(path);
}

function footnote({ rule, cause, ignored, ownClass }: JudgedChange): string {
  return plainLine(
    [
      rule,
      ...(cause === undefined ? [] : [cause]),
      ...(ownClass === undefined ? [] : [`${ownClass} without the policy`]),
      ...(ignored === undefined ? [] : [`ignored until ${ignored.until}: ${ignored.reason}`]),
    ].join(" · "),
  );
}

function cut(lines: readonly string[]): readonly string[] {
  const most = 20;
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most), `and ${count(lines.length - most, "more table")}`];
}
