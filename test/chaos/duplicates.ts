import { rows } from "./account.js";
import type { Evidence, Violation } from "./evidence.js";
import type { Told } from "./told.js";

/** How often rows are in the table beyond the first time. */
export function countDuplicates({ table }: Evidence): number {
  return table.length - new Set(table.map(({ id }) => id)).size;
}

/**
 * Rows that are there more often than the protocol allows: once, and once more for each connection that was attempted
 * while the row had been accepted and its ack was unknown.
 */
export function duplicateViolations({ table }: Evidence, told: Told): readonly Violation[] {
  const copies = new Map<number, number>();
  for (const { id } of table) copies.set(id, (copies.get(id) ?? 0) + 1);
  const tooMany = [...copies].filter(([id, count]) => {
    const from = told.accepted.get(id) ?? 0;
    const to = told.acked.get(id) ?? Number.POSITIVE_INFINITY;
    const resent = told.attempts.filter((place) => place > from && place < to).length;
    return count > 1 + resent;
  });
  return rows(
    "duplicate",
    "is there more often than it can have been sent",
    tooMany.map(([id]) => id),
  );
}
