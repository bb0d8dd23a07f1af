import { accountViolations } from "./account.js";
import { countDuplicates, duplicateViolations } from "./duplicates.js";
import type { Evidence, Violation } from "./evidence.js";
import { limitViolations } from "./limits.js";
import { orderViolations } from "./order.js";
import { readTold } from "./told.js";

/** What is to be said about a run. */
export interface Verdict {
  /** Nothing is in it when the run has passed. */
  readonly violations: readonly Violation[];
  readonly accepted: number;
  readonly acked: number;
  readonly rejected: number;
  readonly unacked: number;
  /** How often rows are in the table beyond the first time. */
  readonly duplicates: number;
  /** Connections after the first one. */
  readonly reconnections: number;
  readonly slowestWaitMs: number;
  /** Most memory in use beyond that before the connection. */
  readonly memoryBytes: number;
}

/** Compares what the client was told with what lies in the table. */
export function judge(evidence: Evidence): Verdict {
  const { journal } = evidence;
  const told = readTold(journal);
  const baseline = journal.find((entry) => entry.kind === "life")?.usedBytes ?? 0;
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  return {
    violations: [
      ...accountViolations(evidence, told),
      ...orderViolations(evidence, told),
      ...duplicateViolations(evidence, told),
      ...limitViolations(evidence),
    ],
    accepted: told.accepted.size,
    acked: told.accepted.size - told.unacked.length - told.rejected.length,
    rejected: told.rejected.length,
    unacked: told.unacked.length,
    duplicates: countDuplicates(evidence),
    reconnections: Math.max(told.attempts.length - 1, 0),
    slowestWaitMs: most(journal.flatMap((entry) => (entry.kind === "wait" ? [entry.tookMs] : []))),
    memoryBytes: most(
      journal.flatMap((entry) => (entry.kind === "memory" ? [entry.usedBytes - baseline] : [])),
    ),
  };
}
