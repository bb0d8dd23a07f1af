import { rows } from "./account.js";
import type { Evidence, Violation } from "./evidence.js";
import type { Told } from "./told.js";

/**
 * Whether each lane lies in the table in the order in which it was accepted, without a gap: what comes first of a row
 * comes after what came first of those before it. Repeats are another matter.
 */
export function orderViolations({ table }: Evidence, told: Told): readonly Violation[] {
  const lanes = new Map<number, Lane>();
  const rejected = new Set(told.rejected);
  for (const [id, lane] of told.lanes) {
    if (rejected.has(id)) continue;
    const known = lanes.get(lane);
    if (known === undefined) lanes.set(lane, new Lane(id));
    else known.ids.push(id);
  }
  const seen = new Set<number>();
  const early = table.flatMap(({ id }) => {
    // A row whose ingest did not return may be there or not.
    const lane = lanes.get(told.lanes.get(id) ?? -1);
    if (seen.has(id) || lane === undefined) return [];
    seen.add(id);
    return lane.isNext(id) ? [] : [id];
  });
  const newest = new Map<number, number>();
  const late = told.unacked.filter((id) => {
    const lane = told.lanes.get(id) ?? -1;
    const isLate = id < (newest.get(lane) ?? -1);
    newest.set(lane, Math.max(id, newest.get(lane) ?? -1));
    return isLate;
  });
  return [
    ...rows("order broken", "lies before one of its lane that was accepted earlier", early),
    ...rows("order broken", "was given back after one of its lane that was accepted later", late),
  ];
}

/** The rows of a lane in the order in which they must come. */
class Lane {
  readonly ids: number[];
  #next = 0;

  constructor(first: number) {
    this.ids = [first];
  }

  /** Whether the row is the one whose turn it is. If not, the order goes on after it. */
  isNext(id: number): boolean {
    if (this.ids[this.#next] === id) {
      this.#next++;
      return true;
    }
    const at = this.ids.indexOf(id, this.#next);
    if (at >= 0) this.#next = at + 1;
    return false;
  }
}
