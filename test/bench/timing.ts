import { median } from "./text-table.js";

/** How long the first call takes, as a command line pays it, and the median of `times` later ones. */
export interface Timing {
  readonly firstMs: number;
  readonly laterMs: number;
}

/** Times calls in this process. */
export function timed(times: number, work: () => void): Timing {
  const [firstMs = 0, ...later] = Array.from({ length: times + 1 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return { firstMs, laterMs: median(later) };
}
