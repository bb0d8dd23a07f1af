import { median } from "../text-table.js";

/** CPU time, which what else runs changes least: of the first call, as a command line pays it, and the median of later ones. */
export interface Timing {
  readonly firstMs: number;
  readonly laterMs: number;
}

/** Times calls in this process, one and then `times` more; what other threads of it do counts. */
export function timed(times: number, work: () => void): Timing {
  const [firstMs = 0, ...later] = Array.from({ length: times + 1 }, () => {
    const begun = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  });
  return { firstMs, laterMs: median(later) };
}
