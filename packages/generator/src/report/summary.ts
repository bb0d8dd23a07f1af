import type { DriftClass, DriftReport, JudgedChange, JudgedIgnore, TableDrift } from "@zerobus-gen/schema";

/** The report in one line: `drift: 1 breaking, 2 info in 1 of 3 tables`. */
export function summary({ verdict, counts, tables, failOn }: DriftReport): string {
  const changed = tables.filter(({ changes }) => changes.length > 0).length;
  const parts = [
    ...(["breaking", "warning", "info"] as const).flatMap((of) =>
      counts[of] > 0 ? [`${counts[of]} ${of}`] : [],
    ),
    ...(counts.ignored > 0 ? [`${counts.ignored} ignored`] : []),
    ...(counts.off > 0 ? [`${counts.off} off`] : []),
  ];
  const found =
    changed === 0
      ? [`no changes in ${count(counts.tables, "table")}`, ...parts].join(", ")
      : `${parts.join(", ")} in ${changed} of ${count(counts.tables, "table")}`;
  if (verdict === "failed")
    return `failed: ${count(counts.failures, "error")}, not everything was compared; ${found}`;
  return verdict === "drift" ? `drift: ${found} (fails on ${failOn})` : `clean: ${found}`;
}

/** `1 table`, `2 tables`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Classes from bad to harmless. */
const order: readonly DriftClass[] = ["breaking", "warning", "info"];

/** Changes that count before those that are ignored, the bad ones first; else as they were. */
export function worstFirst(changes: readonly JudgedChange[]): readonly JudgedChange[] {
  const rank = (change: JudgedChange): number =>
    order.indexOf(change.class) + (change.ignored ? order.length : 0);
  return changes.toSorted((a, b) => rank(a) - rank(b));
}

/** The table, and what it is called on the other side. */
export function tableTitle({ table, comparedWith }: TableDrift): string {
  return comparedWith === undefined ? table : `${table} → ${comparedWith}`;
}

/** What the reader should know of ignores that no longer do what they were written for. */
export function ignoreNotes({ ignores, failures }: DriftReport): readonly string[] {
  return ignores.flatMap((ignore) => {
    if (ignore.state === "used") return [];
    // What could not be compared might have matched.
    if (ignore.state === "unused" && failures.length > 0) return [];
    return [`the ignore of ${ignoreSubject(ignore)} ${stateNotes[ignore.state](ignore)}`];
  });
}

function ignoreSubject({ rule, table, path }: JudgedIgnore): string {
  return [
    rule,
    ...(table === undefined ? [] : [`in ${table}`]),
    ...(path === undefined ? [] : [`at ${path}`]),
  ].join(" ");
}

const stateNotes = {
  unused: (): string => "matches nothing any more: take it out",
  expired: ({ until, matches }: JudgedIgnore): string =>
    matches > 0
      ? `ended on ${until}: ${count(matches, "change")} count again`
      : `ended on ${until}, and matches nothing any more: take it out`,
  malformed: ({ until }: JudgedIgnore): string =>
    `has no effect: until is ${JSON.stringify(until)}, and should be a day like 2026-12-31`,
};
