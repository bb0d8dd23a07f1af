import type { DriftReport, JudgedChange, TableDrift } from "@zerobus-gen/schema";
import { plainLine } from "./plain-line.js";
import { count, ignoreNotes, summary, tableTitle, worstFirst } from "./summary.js";

/** GitHub refuses comments of more than 65,536 characters. */
const MAX_LENGTH = 60_000;

const icons = { breaking: "🔴", warning: "🟡", info: "🔵" } as const;

/** The report as a comment of a pull request, or a step summary. Cut where GitHub would refuse it. */
export function formatMarkdown(report: DriftReport): string {
  const head = [`### Schemas: ${prose(summary(report))}`];
  const tail = [
    ...listOf("Could not be compared", report.failures.map(failureLine)),
    ...listOf("Only in one place", [
      ...report.onlyBefore.map((table) => `${code(table)}, only in ${prose(report.before)}`),
      ...report.onlyAfter.map((table) => `${code(table)}, only in ${prose(report.after)}`),
    ]),
    ...listOf("Ignores", ignoreNotes(report).map(prose)),
    ...stepsOf(report.rollOut),
  ];
  const blocks: string[] = [];
  let room = MAX_LENGTH - [...head, ...tail].join("\n\n").length;
  let left = 0;
  for (const table of report.tables.filter(({ changes }) => changes.length > 0)) {
    const { text, cut } = blockOf(table, room);
    left += cut;
    room -= text.length + 2;
    if (text !== "") blocks.push(text);
  }
  const more = left === 0 ? [] : [`_${count(left, "more change")} in the log of the job._`];
  return [...head, ...blocks, ...more, ...tail].join("\n\n");
}

/** The changes of a table as far as there is room, and how many there was none for. */
function blockOf(table: TableDrift, room: number): { readonly text: string; readonly cut: number } {
  const heading = [
    `#### ${code(tableTitle(table))}`,
    "",
    "| | Where | What happens | Rule |",
    "|---|---|---|---|",
  ];
  const rows: string[] = [];
  let length = heading.join("\n").length;
  const changes = worstFirst(table.changes);
  for (const change of changes) {
    const row = rowOf(change);
    if (length + row.length + 1 > room) break;
    length += row.length + 1;
    rows.push(row);
  }
  return {
    text: rows.length === 0 ? "" : [...heading, ...rows].join("\n"),
    cut: changes.length - rows.length,
  };
}

function rowOf({ class: severity, path, message, rule, ignored }: JudgedChange): string {
  const reason = ignored ? `ignored until ${ignored.until}: ${ignored.reason}` : undefined;
  const what = reason === undefined ? prose(message) : `~~${prose(message)}~~ ${prose(reason)}`;
  const where = path === undefined ? "the table" : code(path);
  return `| ${ignored ? "⚪" : icons[severity]} ${severity} | ${where} | ${what} | ${code(rule)} |`;
}

function failureLine({ table, message, hint }: DriftReport["failures"][number]): string {
  const what = table === undefined ? prose(message) : `${code(table)}: ${prose(message)}`;
  return hint === undefined ? what : `${what}. ${prose(hint)}`;
}

const MAX_ITEMS = 20;

function listOf(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_ITEMS ? [`- and ${items.length - MAX_ITEMS} more`] : [];
  return [[`#### ${title}`, "", ...items.slice(0, MAX_ITEMS).map((item) => `- ${item}`), ...more].join("\n")];
}

function stepsOf(steps: readonly string[]): readonly string[] {
  if (steps.length === 0) return [];
  return [["#### Roll-out", "", ...steps.map((step, index) => `${index + 1}. ${prose(step)}`)].join("\n")];
}

/** A name as it is: no Markdown, HTML or mention in it counts. */
function code(text: string): string {
  return `<code>${prose(text)}</code>`;
}

/** Text in which nothing is Markdown, HTML, a link or a mention. Cut where it is endless. */
function prose(text: string): string {
  const line = plainLine(text);
  const short = line.length > 600 ? `${line.slice(0, 600)}…`.toWellFormed() : line;
  return short
    .replace(/[&<>|`*_~[\]\\#@!:/$]/g, (char) => {
      const entity = `&#${char.charCodeAt(0)};`;
      // GitHub looks for mentions after it has resolved the entities.
      return char === "@" || char === "#" ? `${entity}\u200b` : entity;
    })
    .replace(/(www)\./gi, "$1&#46;");
}
