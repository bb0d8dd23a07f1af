import { setTimeout as delay } from "node:timers/promises";
import { connect } from "@zerobus-gen/runtime";
import { withRows } from "../shapes/shapes.js";
import type { FlatFigures, FlatLoad } from "./flat.js";

const SETTLING_MS = 5_000;
const LOOK_EVERY_MS = 250;

process.once("message", async ({ endpoint, durationMs }: FlatLoad) => {
  const client = connect({ tables: {}, endpoint, headersProvider: { headers: async () => ({}) } });
  const begun = performance.now();
  const weights: number[] = [];
  let isOver = false;
  const watch = async (): Promise<void> => {
    await delay(Math.min(SETTLING_MS, durationMs / 2));
    while (!isOver) {
      weights.push(process.memoryUsage.rss());
      await delay(LOOK_EVERY_MS);
    }
  };
  const watched = watch();
  const rows = await withRows("12 columns", async (table, all) => {
    const stream = await client.open(table);
    let ingested = 0;
    while (performance.now() - begun < durationMs) ingested += await stream.ingestAll(all);
    isOver = true;
    await watched;
    await client.close();
    return ingested;
  });
  const figures: FlatFigures = {
    sentRows: rows,
    rowsPerSecond: (rows / (performance.now() - begun)) * 1_000,
    firstBytes: weights.at(0) ?? Number.NaN,
    lastBytes: weights.at(-1) ?? Number.NaN,
    mostBytes: Math.max(...weights),
  };
  process.send?.(figures, () => process.disconnect());
});
