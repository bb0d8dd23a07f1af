import { median } from "../text-table.js";
import type { Encoding } from "./contenders.js";

const WARM_UP_MS = 1_000;
const SLICES = 15;
const SLICE_MS = 30;
const HEAP_PASSES = 31;

/**
 * CPU time of a row in nanoseconds, what the collector's threads do included. What else runs on the machine is not in it,
 * but for its use of the same core and caches, which only ever adds: the lower quartile of many slices counts.
 */
export function nanosecondsPerRow({ pass }: Encoding, rows: number): number {
  spend(WARM_UP_MS, pass);
  const slices = Array.from({ length: SLICES }, () => {
    const begun = process.cpuUsage();
    const passes = spend(SLICE_MS, pass);
    const { user, system } = process.cpuUsage(begun);
    return ((user + system) * 1000) / (passes * rows);
  });
  return slices.toSorted((a, b) => a - b)[Math.floor(SLICES / 4)] ?? Number.NaN;
}

/**
 * What a row leaves on the JavaScript heap, in bytes; a pass in which something was collected is none of those in the
 * middle. The process needs a young generation that is large enough.
 */
export function heapBytesPerRow({ pass }: Encoding, rows: number): number {
  spend(WARM_UP_MS, pass);
  const passes = Array.from({ length: HEAP_PASSES }, () => {
    const before = process.memoryUsage().heapUsed;
    pass();
    return process.memoryUsage().heapUsed - before;
  });
  return median(passes) / rows;
}

/** Passes for about so long. Returns how many. */
function spend(ms: number, pass: () => number): number {
  const end = performance.now() + ms;
  let passes = 0;
  let bytes = 0;
  do {
    bytes += pass();
    passes += 1;
  } while (performance.now() < end);
  if (bytes === 0) throw new Error("nothing was encoded");
  return passes;
}
