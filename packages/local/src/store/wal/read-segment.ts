import { DeltaError } from "../../delta/delta-error.js";
import type { EncodedRows } from "../../record/encoded-rows.js";
import type { RecordPlan } from "../../record/record-plan.js";
import type { StructType } from "../../schema/struct-type.js";
import { countRecords, decodeEntry } from "./entry.js";
import { frameAt, hasFrameBehind } from "./frame.js";
import type { SegmentName } from "./segment-name.js";

/** One append, as a segment has it. */
export interface LoggedAppend {
  /** Number of the first record. */
  readonly first: number;
  /** What the table had then. */
  readonly schema: StructType;
  readonly requests: readonly EncodedRows[];
}

/** The end of what can be read of a segment. */
export interface SegmentEnd {
  /** Number of the record that would come next. */
  readonly next: number;
  /** The bytes up to there. */
  readonly bytes: number;
}

/**
 * The appends of a segment, one after the other, up to its end or to a damaged frame; which of them, `end` tells.
 * @throws {DeltaError} `corrupt_table` when frames contradict each other
 */
export function* readAppends(
  { path, first, salt }: SegmentName,
  bytes: Buffer,
): Generator<LoggedAppend, SegmentEnd> {
  const plans: RecordPlan[] = [];
  let schema: StructType | undefined;
  let next = first;
  let at = 0;
  for (let frame = frameAt(bytes, 0, salt); frame.kind === "whole"; frame = frameAt(bytes, at, salt)) {
    const entry = decodeEntry(frame.payload);
    schema ??= entry.news.schema;
    plans.push(...entry.news.plans);
    const requests = entry.requests.map(({ plan: index, records }): EncodedRows => {
      const plan = plans[index];
      if (plan === undefined)
        throw corrupt(path, `what begins at byte ${at}`, "names a plan that nothing told");
      return { plan, records };
    });
    if (schema === undefined) throw corrupt(path, `what begins at byte ${at}`, "comes before the schema");
    if (entry.first !== next)
      throw corrupt(path, `what begins at byte ${at}`, `begins with row ${entry.first}, and not ${next}`);
    yield { first: entry.first, schema, requests };
    next += countRecords(requests);
    at = frame.end;
  }
  return { next, bytes: at };
}

/**
 * Looks through a whole segment. Behind its end may be a write that was cut off, in the newest segment alone: whatever
 * else is damaged was acked.
 * @throws {DeltaError} `corrupt_table` that names the file
 */
export function scanSegment(name: SegmentName, bytes: Buffer, isNewest: boolean): SegmentEnd {
  const appends = readAppends(name, bytes);
  let step = appends.next();
  while (step.done !== true) step = appends.next();
  const end = step.value;
  if (end.bytes < bytes.length && !(isNewest && isCutOff(name, bytes, end.bytes))) {
    throw corrupt(name.path, `what begins at byte ${end.bytes}`, "is damaged");
  }
  return end;
}

/** Only what was written last can be cut off: it has nothing behind it. */
function isCutOff({ salt }: SegmentName, bytes: Buffer, at: number): boolean {
  const frame = frameAt(bytes, at, salt);
  return frame.end === undefined ? !hasFrameBehind(bytes, at, salt) : frame.end >= bytes.length;
}

/** What is wrong with acked rows, and what to do. */
export function corrupt(path: string, place: string, what: string): DeltaError {
  return new DeltaError(
    "corrupt_table",
    `${path} holds acked rows, and ${place} ${what}. Restore the file from a copy, or move it away to go on ` +
      "without its rows",
  );
}
