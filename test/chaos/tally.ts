import type { Outcome } from "./run.js";

/** The sum of many runs. */
export interface Tally {
  readonly runs: number;
  /** Seeds of those that failed. */
  readonly failed: readonly number[];
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly acked: number;
  readonly rejected: number;
  readonly unacked: number;
  readonly duplicates: number;
  readonly reconnections: number;
  readonly slowestWaitMs: number;
  readonly slowestRunMs: number;
}

export const NO_RUNS: Tally = {
  runs: 0,
  failed: [],
  faults: {},
  accepted: 0,
  acked: 0,
  rejected: 0,
  unacked: 0,
  duplicates: 0,
  reconnections: 0,
  slowestWaitMs: 0,
  slowestRunMs: 0,
};

/** Adds one run. */
export function withOutcome(tally: Tally, { schedule, verdict, struck, tookMs }: Outcome): Tally {
  const faults = { ...tally.faults };
  for (const name of struck) faults[name] = (faults[name] ?? 0) + 1;
  return {
    runs: tally.runs + 1,
    failed: verdict.violations.length === 0 ? tally.failed : [...tally.failed, schedule.seed],
    faults,
    accepted: tally.accepted + verdict.accepted,
    acked: tally.acked + verdict.acked,
    rejected: tally.rejected + verdict.rejected,
    unacked: tally.unacked + verdict.unacked,
    duplicates: tally.duplicates + verdict.duplicates,
    reconnections: tally.reconnections + verdict.reconnections,
    slowestWaitMs: Math.max(tally.slowestWaitMs, verdict.slowestWaitMs),
    slowestRunMs: Math.max(tally.slowestRunMs, tookMs),
  };
}
