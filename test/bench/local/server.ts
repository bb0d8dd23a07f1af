import { monitorEventLoopDelay } from "node:perf_hooks";
import { startLocal } from "@zerobus-gen/local";
import { ordersInfo } from "./orders.js";

/**
 * A program: a local server over the folder that is its argument, as it was built. It tells its parent its address, and
 * on each message how it fared since the last one.
 */
export interface ServerFigures {
  /** How late the event loop of the main thread was, at worst in 99 of 100 looks. */
  readonly loopDelayP99Ms: number;
  readonly cpuMs: number;
  /** Memory of the process, its threads included: now, and the most that one look in a tenth of a second has seen. */
  readonly rssBytes: number;
  readonly maxRssBytes: number;
}

const local = await startLocal({ dir: process.argv[2] ?? "", tables: [ordersInfo] });
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
let maxRssBytes = 0;
let cpuBefore = process.cpuUsage();
setInterval(() => {
  maxRssBytes = Math.max(maxRssBytes, process.memoryUsage.rss());
}, 100).unref();

process.on("message", () => {
  const { user, system } = process.cpuUsage(cpuBefore);
  const rssBytes = process.memoryUsage.rss();
  const figures: ServerFigures = {
    // The histogram counts the interval that it looks in as a part of the delay.
    loopDelayP99Ms: Math.max(0, loop.percentile(99) / 1e6 - 1),
    cpuMs: (user + system) / 1000,
    rssBytes,
    maxRssBytes: Math.max(maxRssBytes, rssBytes),
  };
  loop.reset();
  maxRssBytes = 0;
  cpuBefore = process.cpuUsage();
  process.send?.(figures);
});
process.once("disconnect", async () => {
  await local.close();
  process.exit();
});
process.send?.({ endpoint: local.endpoint, table: local.tables()[0]?.directory });
