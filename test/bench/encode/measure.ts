import type { Encoding } from "./contenders.js";

const WARM_UP_MS = 1_000;
const SLICE_MS = 100;

/** Warms an encoder up. Returns what measures one slice of its work. */
export function measuring(encoding: Encoding, rows: number, unit: "ns/row" | "bytes/row"): () => number {
  spend(WARM_UP_MS, encoding.pass);
  const measure = unit === "ns/row" ? nanosecondsPerRow : heapBytesPerRow;
  return () => measure(encoding, rows);
}

/**
 * CPU time of a row in nanoseconds, what the collector's threads do included. It is measured in the midst of work: after
 * a pause the first rows of an encoder that leaves garbage cost half of what they do later.
 */
function nanosecondsPerRow({ pass }: Encoding, rows: number): number {
  spend(SLICE_MS, pass);
  const begun = process.cpuUsage();
  const passes = spend(SLICE_MS, pass);
  const { user, system } = process.cpuUsage(begun);
  return ((user + system) * 1000) / (passes * rows);
}

/**
 * What a row leaves on the JavaScript heap, in bytes; a pass in which something was collected is none of those in the
 * middle. The process needs a young generation that is large enough.
 */
function heapBytesPerRow({ pass }: Encoding, rows: number): number {
  const before = process.memoryUsage().heapUsed;
  pass();
  return (process.memoryUsage().heapUsed - before) / rows;
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
