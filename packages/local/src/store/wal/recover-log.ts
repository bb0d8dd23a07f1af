import { join } from "node:path";
import { DeltaError } from "../../delta/delta-error.js";
import { listLogFiles, readLogFile, removeSynced, truncateSynced } from "./log-file.js";
import { scanSegment } from "./read-segment.js";
import { logFolder, readSegmentName, type SegmentName } from "./segment-name.js";

/** A segment that nothing is appended to any more. */
export interface SealedSegment {
  readonly name: SegmentName;
  /** Number of the record behind its last. */
  readonly next: number;
  readonly bytes: number;
}

/**
 * Takes stock of what an earlier process left of a table's log, and cuts off what it had not finished writing.
 * `recorded` is the number of the last record that the table is known to have.
 * @returns what holds records that may not be in the table, oldest first
 * @throws {DeltaError} `corrupt_table` when acked rows are lost or damaged
 */
export async function recoverLog(
  table: string,
  recorded: number,
  log: (line: string) => void,
): Promise<SealedSegment[]> {
  const folder = logFolder(table);
  const names = (await listLogFiles(folder))
    .map((name) => readSegmentName(join(folder, name)))
    .filter((name) => name !== undefined)
    .sort((a, b) => a.first - b.first);
  const sealed: SealedSegment[] = [];
  for (const [i, name] of names.entries()) {
    const following = names[i + 1];
    if (following !== undefined && name.first < following.first && following.first <= recorded + 1) {
      // In the table for certain, so that it does not matter what is left of it.
      await removeSynced(name.path);
      continue;
    }
    const segment = await recoverSegment(name, following === undefined, log);
    if (segment === undefined) continue;
    requireGapless(sealed.at(-1), recorded, segment.name);
    sealed.push(segment);
  }
  return sealed;
}

async function recoverSegment(
  name: SegmentName,
  isNewest: boolean,
  log: (line: string) => void,
): Promise<SealedSegment | undefined> {
  const bytes = await readLogFile(name.path);
  const end = scanSegment(name, bytes, isNewest);
  const torn = bytes.length - end.bytes;
  if (torn > 0) log(`${name.path} ends in ${torn} bytes of an unfinished write, which are dropped`);
  if (end.bytes === 0) {
    await removeSynced(name.path);
    return undefined;
  }
  // Now, since in a segment that another one follows nothing may be unfinished.
  if (torn > 0) await truncateSynced(name.path, end.bytes);
  return { name, next: end.next, bytes: end.bytes };
}

function requireGapless(
  before: SealedSegment | undefined,
  recorded: number,
  { path, first }: SegmentName,
): void {
  const expected = before?.next ?? recorded + 1;
  // The table may have some of the first segment's rows already.
  if (first === expected || (before === undefined && first < expected)) return;
  throw new DeltaError(
    "corrupt_table",
    `${path} begins with row ${first}, and what is there before it ends with row ${expected - 1}: acked rows are missing. ` +
      "Restore the log from a copy, or move this file away to go on without its rows",
  );
}
