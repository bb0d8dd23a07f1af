import type { Outcome, Spread } from "./run.js";

type Column = readonly [title: string, value: (outcome: Outcome) => string];

const count = (value: number): string => value.toLocaleString("en-US");
const seconds = (value: number | undefined): string =>
  value === undefined ? "–" : (value / 1_000).toFixed(1);
const spread = ({ p50, p99, max }: Spread): string => [p50, p99, max].map(seconds).join(" / ");

const columns: readonly Column[] = [
  ["design", ({ design }) => design],
  ["attempts", ({ attempts }) => count(attempts)],
  ["peak/s", ({ attemptPeak }) => count(attemptPeak.all)],
  ["after it", ({ attemptPeak }) => count(attemptPeak.later)],
  ["once back", ({ attemptPeak }) => count(attemptPeak.back)],
  ["refused", ({ refused }) => count(refused)],
  ["tokens", ({ tokenRequests }) => count(tokenRequests)],
  ["peak/s", ({ tokenPeak }) => count(tokenPeak)],
  ["gave up", ({ gaveUp }) => count(gaveUp)],
  ["durable after (s)", ({ durableAfterMs }) => spread(durableAfterMs)],
  ["longest wait (s)", ({ longestWaitMs }) => spread(longestWaitMs)],
  ["duplicates", ({ duplicates }) => count(duplicates)],
];

/** What an outcome is of. */
export function heading({ scenario, title }: Outcome): string {
  return `${scenario}: ${title}`;
}

/** Outcomes of one scenario as a table: for a terminal, and for Markdown as it is. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = [
    columns.map(([title]) => title),
    ...outcomes.map((outcome) => columns.map(([, value]) => value(outcome))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    );
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  const [head = [], ...body] = rows;
  return [line(head), line(rule), ...body.map(line)].join("\n");
}

/** An outcome as one line of JSON. */
export function jsonLine(outcome: Outcome): string {
  return JSON.stringify(outcome);
}
