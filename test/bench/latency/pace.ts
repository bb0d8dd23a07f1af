import { setTimeout as delay } from "node:timers/promises";
import type { OfficialPlace } from "../official-stream.js";

/** Rows that fall due at so many a second, whether or not their acks keep up. */
export interface PacedLoad extends OfficialPlace {
  readonly rowsPerSecond: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** From when a row was there to be ingested until its program knew of its ack. */
export interface Latencies {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Rows of the warm-up, too: what the server must have counted. */
  readonly sentRows: number;
}

/** Someone who ingests rows one by one as they come. */
export interface PacedClient {
  /** Takes the row of this number, and calls back when it knows of its ack. Never waits. */
  readonly take: (index: number, acked: () => void) => void;
  readonly close: () => Promise<void>;
}

/** Makes this process a program that takes one load from its parent, and answers with what it saw. */
export function takePacedLoad(open: (load: PacedLoad) => Promise<PacedClient>): void {
  process.once("message", async (load: PacedLoad) => {
    const { take, close } = await open(load);
    const latencies: number[] = [];
    const intervalMs = 1000 / load.rowsPerSecond;
    const rows = Math.round((load.warmUpMs + load.measuredMs) / intervalMs);
    const warmUpRows = Math.round(load.warmUpMs / intervalMs);
    let unacked = 0;
    const start = performance.now();
    for (let index = 0; index < rows; ) {
      await delay(Math.max(1, start + index * intervalMs - performance.now()));
      // A timer that is late brings several rows: how late it is, is nobody's latency.
      for (const now = performance.now(); index < rows && start + index * intervalMs <= now; index++) {
        const counts = index >= warmUpRows;
        const takenAt = performance.now();
        unacked++;
        take(index, () => {
          unacked--;
          if (counts) latencies.push(performance.now() - takenAt);
        });
      }
    }
    while (unacked > 0) await delay(1);
    await close();
    latencies.sort((a, b) => a - b);
    const percentile = (part: number): number => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
    const found: Latencies = { p50Ms: percentile(0.5), p99Ms: percentile(0.99), sentRows: rows };
    process.send?.(found, () => process.disconnect());
  });
}
