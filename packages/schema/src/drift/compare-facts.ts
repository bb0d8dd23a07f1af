import { checkTable } from "../table/check-table.js";
import { quoteName } from "../table/column-path.js";
import type { Finding, ProblemCode } from "../table/problem.js";
import { formatTableName } from "../table/table-name.js";
import type { TableFacts, TableSchema } from "../table/table-schema.js";
import { type FoundChange, foundChange } from "./found-change.js";
import { shortList } from "./short-sql.js";

/** Problems of a table as a whole, whatever its columns are. */
const tableCodes: ReadonlySet<ProblemCode> = new Set([
  "TABLE_NAME",
  "TABLE_KIND",
  "TABLE_FORMAT",
  "EXTERNAL_TABLE",
  "NO_COLUMNS",
  "TOO_MANY_COLUMNS",
]);

/** Reports what changed of a table as a whole. What the source of the older side does not tell is no change. */
export function compareFacts(
  before: TableSchema,
  after: TableSchema,
  report: (change: FoundChange) => void,
): void {
  compareIds(before, after, report);
  compareKinds(before, after, report);
  if (!before.facts || !after.facts) return;
  comparePolicies(before.facts, after.facts, report);
}

/** Whether both sides may be one and the same table, so that its ids and those of its columns can be compared. */
export function isSameTable(before: TableSchema, after: TableSchema): boolean {
  const [id, newId] = [before.facts?.id, after.facts?.id];
  return hasOneName(before, after) && (id === undefined || newId === undefined || id === newId);
}

/** Tables of two names, as of two environments, have two ids without anybody having created one again. */
function hasOneName(before: TableSchema, after: TableSchema): boolean {
  return formatTableName(before.name).toLowerCase() === formatTableName(after.name).toLowerCase();
}

function compareIds(before: TableSchema, after: TableSchema, report: (change: FoundChange) => void): void {
  if (!hasOneName(before, after) || isSameTable(before, after)) return;
  const message = "dropped and created again; streams that are open are expected to fail";
  report(foundChange("table-recreated", message, ids(before.facts, after.facts)));
}

function ids(before: TableFacts | undefined, after: TableFacts | undefined): Partial<FoundChange> {
  return {
    ...(before?.id !== undefined && { before: quoteName(before.id) }),
    ...(after?.id !== undefined && { after: quoteName(after.id) }),
  };
}

function compareKinds(before: TableSchema, after: TableSchema, report: (change: FoundChange) => void): void {
  const known = new Set(tableFindings(before).map(({ code }) => code));
  for (const finding of tableFindings(after)) {
    if (known.has(finding.code)) continue;
    // An external table is good enough for development; it is drift only where it used to be another.
    const isMaybeMeant = finding.code === "EXTERNAL_TABLE" && before.facts?.kind === undefined;
    report(
      foundChange("table-unsupported", `not taken by the service: ${finding.message}`, {
        ...(finding.hint !== undefined && { advice: finding.hint }),
        ...(isMaybeMeant && { class: "warning" }),
        ...(finding.code !== "TOO_MANY_COLUMNS" && kinds(before.facts, after.facts)),
      }),
    );
  }
}

function kinds(before: TableFacts | undefined, after: TableFacts | undefined): Partial<FoundChange> {
  return { ...kindOf("before", before), ...kindOf("after", after) };
}

function kindOf(side: "before" | "after", facts: TableFacts | undefined): Partial<FoundChange> {
  const words = [facts?.kind, facts?.format].flatMap((word) => (word === undefined ? [] : quoteName(word)));
  return words.length === 0 ? {} : { [side]: words.join(" ") };
}

function tableFindings(table: TableSchema): readonly Finding[] {
  const findings: Finding[] = [];
  checkTable(table, (finding) => {
    if (tableCodes.has(finding.code)) findings.push(finding);
  });
  return findings;
}

function comparePolicies(before: TableFacts, after: TableFacts, report: (change: FoundChange) => void): void {
  if (after.hasRowFilter && !before.hasRowFilter) {
    report(
      foundChange("policy-added", "has a row filter now; whether producers go on is not documented", {}),
    );
  }
  const known = new Set(before.checks);
  const checks = (after.checks ?? []).filter((check) => !known.has(check)).map(quoteName);
  if (checks.length > 0) {
    const message = `CHECK ${shortList(checks)} added; rows that break it may be lost after they were acked, which is not documented`;
    report(foundChange("constraint-added", message, { after: shortList(checks) }));
  }
  const partitions = shortNames(before.partitionedBy);
  const newPartitions = shortNames(after.partitionedBy);
  const isOtherwise =
    JSON.stringify(before.partitionedBy ?? []) !== JSON.stringify(after.partitionedBy ?? []);
  if (isOtherwise) {
    const message = `partitioned by ${newPartitions} now, before by ${partitions}; producers go on`;
    report(foundChange("partitioning-changed", message, { before: partitions, after: newPartitions }));
  }
}

function shortNames(names: readonly string[] = []): string {
  return names.length === 0 ? "nothing" : shortList(names.map(quoteName));
}
