import type { Entry } from "./journal.js";

/** What the client was told, a row at a time. Places are those of the journal, so that before and after are certain. */
export interface Told {
  /** Rows that `ingest` was called with, in order. */
  readonly tried: readonly number[];
  /** Where each was accepted. */
  readonly accepted: ReadonlyMap<number, number>;
  /** The lane of each. */
  readonly lanes: ReadonlyMap<number, number>;
  /** Rows that were handed over as rejected, in order. */
  readonly rejected: readonly number[];
  /** Where each receipt resolved. */
  readonly acked: ReadonlyMap<number, number>;
  /** Why each other receipt rejected. */
  readonly unresolved: ReadonlyMap<number, string>;
  /** Rows that the last `close` gave back, in its order. */
  readonly unacked: readonly number[];
  /** Where connections were attempted. */
  readonly attempts: readonly number[];
  /** What the last `close` said. Nothing when it never returned. */
  readonly report: Extract<Entry, { kind: "report" }> | undefined;
  /** The error of a stream that gave up. */
  readonly failed: Extract<Entry, { kind: "failed" }> | undefined;
}

/** Reads a journal from beginning to end. */
export function readTold(journal: readonly Entry[]): Told {
  const tried: number[] = [];
  const accepted = new Map<number, number>();
  const lanes = new Map<number, number>();
  const rejected: number[] = [];
  const acked = new Map<number, number>();
  const unresolved = new Map<number, string>();
  const attempts: number[] = [];
  for (const [place, entry] of journal.entries()) {
    if (entry.kind === "ingest") tried.push(entry.id);
    if (entry.kind === "accepted") {
      accepted.set(entry.id, place);
      lanes.set(entry.id, entry.lane);
    }
    if (entry.kind === "rejected") rejected.push(entry.id);
    if (entry.kind === "acked") for (const id of entry.ids) acked.set(id, place);
    if (entry.kind === "unresolved") for (const id of entry.ids) unresolved.set(id, entry.code);
    if (entry.kind === "attempt") attempts.push(place);
  }
  const report = journal.findLast((entry) => entry.kind === "report");
  const failed = journal.findLast((entry) => entry.kind === "failed");
  const unacked = report?.unacked ?? [];
  return { tried, accepted, lanes, rejected, acked, unresolved, unacked, attempts, report, failed };
}
