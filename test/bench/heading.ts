import { availableParallelism, cpus, loadavg } from "node:os";

/** Above this load for each core, something else is at work besides. */
const BUSY = 0.5;

/** Where and when it is measured: figures mean nothing without. The first line of `npm run bench -- --json`. */
export interface Place {
  readonly suite: "machine";
  /** Node's version, and the cores. */
  readonly case: string;
  /** Of the last minute, when it began. */
  readonly loadAverage: number;
  /** The day, in UTC. */
  readonly date: string;
}

/** This machine, now. */
export function thisPlace(): Place {
  const cores = `${availableParallelism()} cores of ${cpus()[0]?.model ?? "unknown kind"}`;
  return {
    suite: "machine",
    case: `node ${process.version}, ${cores}`,
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** The same for people. */
export function heading(): string {
  const { case: machine, loadAverage } = thisPlace();
  const place = `${machine}, load average ${loadAverage.toFixed(2)}`;
  const isBusy = loadAverage / availableParallelism() > BUSY;
  return isBusy ? `${place}\nThis machine is busy: trust nothing but ratios.` : place;
}
