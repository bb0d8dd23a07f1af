import { rows } from "./account.js";
import { rowKey } from "./chaos-row.js";
import type { Evidence, Violation } from "./evidence.js";
import type { Told } from "./told.js";

/**
 * Whether each lane lies in the table in the order in which it was ingested, without a gap: what comes first of a row
 * comes after what came first of those before it. Repeats are another matter.
 */
export function orderViolations({ schedule, table }: Evidence, told: Told): readonly Violation[] {
  const lanes = new Map<string, { readonly ids: number[]; next: number }>();
  for (const id of told.tried) {
    const key = rowKey(schedule, id);
    const lane = lanes.get(key);
    if (lane === undefined) lanes.set(key, { ids: [id], next: 0 });
    else lane.ids.push(id);
  }
  const seen = new Set<number>();
  const early: number[] = [];
  for (const { id } of table) {
    const lane = lanes.get(rowKey(schedule, id));
    if (seen.has(id) || lane === undefined) continue;
    seen.add(id);
    // A row whose ingest did not return may be there or not.
    while (lane.next < lane.ids.length && lane.ids[lane.next] !== id) {
      const skipped = lane.ids[lane.next] ?? id;
      if (told.accepted.has(skipped) && !seen.has(skipped)) break;
      lane.next++;
    }
    if (lane.ids[lane.next] === id) lane.next++;
    else early.push(id);
  }
  const givenBack = told.unacked.filter((id, place) => {
    const key = rowKey(schedule, id);
    return told.unacked.slice(place + 1).some((later) => later < id && rowKey(schedule, later) === key);
  });
  return [
    ...rows("order broken", "came before one of its lane that was ingested earlier", early),
    ...rows("order broken", "was given back before one of its lane that was ingested earlier", givenBack),
  ];
}
