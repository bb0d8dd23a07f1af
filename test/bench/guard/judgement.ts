import type { Comparison } from "../comparison.js";
import type { Floor } from "./floors.js";

/** What came of a floor. */
export interface Verdict {
  readonly floor: Floor;
  /** The best that was measured; nothing where nothing was. */
  readonly ratio: number | undefined;
  readonly isMet: boolean;
}

const KEYS = ["suite", "case", "peerName", "unit"] as const;

/** Holds ratios to floors, the best of each. A floor that nothing was measured for is missed: it would guard nothing. */
export function judged(floors: readonly Floor[], comparisons: readonly Comparison[]): readonly Verdict[] {
  return floors.map((floor) => {
    const ratios = comparisons
      .filter((one) => KEYS.every((key) => one[key] === floor[key]))
      .map(({ ratio }) => ratio)
      .filter((ratio) => !Number.isNaN(ratio));
    const ratio = ratios.length === 0 ? undefined : Math.max(...ratios);
    return { floor, ratio, isMet: ratio !== undefined && ratio >= floor.atLeast };
  });
}
