import { aimOf } from "../aims.js";
import type { Comparison } from "../comparison.js";
import { figure, times } from "../figure.js";
import { grouped } from "./grouped.js";
import type { Figures } from "./results.js";

/** A rule is no shorter. */
const LEAST_WIDTH = 3;

/** Comparisons as a table in Markdown, ratios first; nothing where there are none. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const head = ["case", "against", "ratio", "aim", "", "ours", "peer", "unit"];
  return markdown(head, [2, 3, 5, 6], comparisons.map(cells));
}

/** Comparisons that have an aim as a table in Markdown; nothing where there are none. */
export function aimTable(comparisons: readonly Comparison[]): string {
  const head = ["suite", "case", "against", "ratio", "aim", "", "unit"];
  const rows = comparisons.map((comparison) => {
    const [name = "", peer = "", ratio = "", aim = "", verdict = ""] = cells(comparison);
    return [comparison.suite, name, peer, ratio, aim, verdict, comparison.unit];
  });
  return markdown(head, [3, 4], rows);
}

/** Figures without a peer as tables in Markdown: one for all that consist of the same. */
export function figureTables(figures: readonly Figures[]): readonly string[] {
  const kinds = grouped(figures, (one) => namesOf(one).join());
  return Array.from(kinds.values(), (ofKind) => {
    const names = ofKind.slice(0, 1).flatMap(namesOf);
    const rows = ofKind.map((one) => [one.case, ...names.map((name) => told(one[name]))]);
    return markdown(
      ["case", ...names],
      names.map((_, at) => at + 1),
      rows,
    );
  });
}

function namesOf(figures: Figures): readonly string[] {
  return Object.keys(figures).filter((name) => name !== "suite" && name !== "case");
}

function cells(comparison: Comparison): readonly string[] {
  const { case: name, peerName, ratio, ours, peer, unit } = comparison;
  const aim = aimOf(comparison);
  const verdict = aim === undefined ? ["", ""] : [times(aim), ratio >= aim ? "met" : "**missed**"];
  return [name, peerName, `**${times(ratio)}**`, ...verdict, figure(ours), figure(peer), unit];
}

function told(value: Figures[string] | undefined): string {
  return typeof value === "number" ? figure(value) : String(value ?? "–");
}

/** In columns of their width, as the formatter has it. */
function markdown(
  head: readonly string[],
  right: readonly number[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return "";
  const texts = [head, ...rows].map((row) => row.map(escaped));
  const widths = head.map((_, at) => Math.max(LEAST_WIDTH, ...texts.map((row) => row[at]?.length ?? 0)));
  const padded = (text: string, at: number): string =>
    right.includes(at) ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0);
  const rule = widths.map((width, at) =>
    right.includes(at) ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  const [first = [], ...others] = texts.map((row) => row.map(padded));
  return [first, rule, ...others].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
