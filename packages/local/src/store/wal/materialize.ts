import { rowLoss } from "../../schema/row-loss.js";
import type { Materialized } from "../table-store.js";
import type { TransactionalStore } from "../transactional-store.js";
import { countRecords } from "./entry.js";
import { readLogFile, removeSynced } from "./log-file.js";
import { type LogPart, partsOf } from "./log-part.js";
import { corrupt, readAppends } from "./read-segment.js";
import type { SealedSegment } from "./recover-log.js";
import { keepRejected } from "./rejected-rows.js";
import type { WalLimits } from "./wal-limits.js";

/** The table that a log belongs to. */
export interface LoggedTable {
  readonly directory: string;
  readonly store: TransactionalStore;
  readonly log: (line: string) => void;
  readonly limits: WalLimits;
  /** Hears of each commit. */
  committed?: (commit: Materialized) => void;
  /** Whether to stop where it is possible. */
  readonly isStopping?: () => boolean;
}

/** The number of the newest record that the table is known to have; 0 for none. */
export function recordedIn(store: TransactionalStore): number {
  return store.transaction(appIdOf(store)) ?? 0;
}

/**
 * Brings what a segment holds into its table, each record once, and removes the segment. When it rejects, the segment
 * is still there, and nothing is lost by doing it again.
 */
export async function materialize(table: LoggedTable, segment: SealedSegment): Promise<void> {
  const { store } = table;
  const before = recordedIn(store);
  if (before < segment.next - 1) await bring(table, segment, before);
  // Whoever committed what was recorded before may have been killed before it was durable.
  if (before >= segment.name.first) await store.sync();
  await removeSynced(segment.name.path);
}

async function bring(table: LoggedTable, segment: SealedSegment, recorded: number): Promise<void> {
  const { store } = table;
  let last = recorded;
  // Behind its end may be a write that failed, and could not be taken back.
  const bytes = (await readLogFile(segment.name.path)).subarray(0, segment.bytes);
  for (const part of partsOf(readAppends(segment.name, bytes), recorded, table.limits)) {
    if (table.isStopping?.() === true) throw new Error("the server stops");
    const why = rowLoss(part.schema, store.schema);
    if (why.length > 0) await reject(table, segment, part, why);
    const txn = { appId: appIdOf(store), version: part.last, lastUpdated: Date.now() };
    const startedAt = performance.now();
    const requests = why.length > 0 ? [] : part.requests;
    const { version, bytes } = await store.append(requests, txn);
    const durationMs = performance.now() - startedAt;
    const rows = countRecords(requests);
    if (rows > 0 && version !== undefined) table.committed?.({ version, rows, bytes, durationMs });
    last = part.last;
  }
  if (last < segment.next - 1) throw corrupt(segment.name.path, `row ${last + 1}`, "is damaged");
}

async function reject(
  table: LoggedTable,
  segment: SealedSegment,
  part: LogPart,
  why: readonly string[],
): Promise<void> {
  const path = await keepRejected(table.directory, segment.name, part);
  table.log(
    `${countRecords(part.requests)} acked rows do not fit ${table.directory}, which somebody else has altered, and are kept ` +
      `in ${path}: ${why.join("; ")}`,
  );
}

function appIdOf({ id }: TransactionalStore): string {
  return `zerobus-gen/wal/${id}`;
}
