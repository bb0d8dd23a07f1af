import { applyPolicy, type JudgedChange, type JudgedIgnore } from "./apply-policy.js";
import type { Comparison, ComparisonFailure } from "./compare-reads.js";
import type { DriftPolicy } from "./policy.js";
import { rollOut } from "./roll-out.js";
import type { DriftClass } from "./rules.js";

/**
 * All that a check or a diff found. Plain JSON data: this is the document that `--json` prints, and every other
 * format is made of it. Fields may be added within a version, never taken away or given another meaning.
 */
export interface DriftReport {
  readonly version: 1;
  /**
   * `failed`: something could not be compared, whatever else was found. `drift`: something counts that is as bad as
   * `failOn`, or worse. `clean`: neither; there may be changes below `failOn`.
   */
  readonly verdict: "clean" | "drift" | "failed";
  readonly failOn: DriftClass | "none";
  /** The day that ignores were judged by: `YYYY-MM-DD`. */
  readonly today: string;
  /** What was compared, in words: a file, a catalog. */
  readonly before: string;
  readonly after: string;
  readonly counts: DriftCounts;
  /** Every table that was compared, also without changes. */
  readonly tables: readonly TableDrift[];
  readonly failures: readonly ComparisonFailure[];
  /** Full names of tables that only one side has. */
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  readonly ignores: readonly JudgedIgnore[];
  /** What to do, in order, for all changes that are not ignored. */
  readonly rollOut: readonly string[];
}

/** How much of what there is. */
export interface DriftCounts {
  readonly tables: number;
  /** Changes that count, by class. */
  readonly breaking: number;
  readonly warning: number;
  readonly info: number;
  /** Changes that an ignore keeps from counting. */
  readonly ignored: number;
  /** Changes of rules that are off; they are nowhere else in the report. */
  readonly off: number;
  readonly failures: number;
}

/** One table and what changed. */
export interface TableDrift {
  readonly table: string;
  /** Its name on the other side, where it is another. */
  readonly comparedWith?: string;
  readonly changes: readonly JudgedChange[];
}

/** What a report is made with beside the comparison. */
export interface ReportContext {
  readonly policy: DriftPolicy;
  /** `YYYY-MM-DD`; what expires is judged by it. */
  readonly today: string;
  /** What the two sides are, for the reader: `zerobus.lock.json`, `main.shop (live)`. */
  readonly before: string;
  readonly after: string;
}

/** The report of a comparison, judged by a policy. */
export function driftReport(comparison: Comparison, context: ReportContext): DriftReport {
  const { policy, today, before, after } = context;
  const { compared, failures, onlyBefore, onlyAfter } = comparison;
  const judged = applyPolicy(
    compared.flatMap(({ changes }) => changes),
    policy,
    today,
  );
  const byTable = new Map<string, JudgedChange[]>(compared.map(({ table }) => [table, []]));
  for (const change of judged.changes) byTable.get(change.table)?.push(change);
  const counting = judged.changes.filter(({ ignored }) => !ignored);
  const count = (of: DriftClass): number => counting.filter((change) => change.class === of).length;
  return {
    version: 1,
    verdict: failures.length > 0 ? "failed" : judged.isDrift ? "drift" : "clean",
    failOn: policy.failOn ?? "breaking",
    today,
    before,
    after,
    counts: {
      tables: compared.length,
      breaking: count("breaking"),
      warning: count("warning"),
      info: count("info"),
      ignored: judged.changes.length - counting.length,
      off: judged.off,
      failures: failures.length,
    },
    tables: compared.map(({ table, comparedWith }) => ({
      table,
      ...(comparedWith !== undefined && { comparedWith }),
      changes: byTable.get(table) ?? [],
    })),
    failures,
    onlyBefore,
    onlyAfter,
    ignores: judged.ignores,
    rollOut: rollOut(counting),
  };
}
