import { availableParallelism, cpus, loadavg } from "node:os";

/** Above this load for each core, something else is at work besides. */
const BUSY = 0.5;

/** Where and when it is measured: figures mean nothing without. */
export function heading(): string {
  const cores = availableParallelism();
  const load = loadavg()[0] ?? 0;
  const place = `node ${process.version}, ${cores} cores of ${cpus()[0]?.model ?? "unknown kind"}, load average ${load.toFixed(2)}`;
  const isBusy = load / cores > BUSY;
  return isBusy ? `${place}\nThis machine is busy: trust nothing but ratios.` : place;
}
