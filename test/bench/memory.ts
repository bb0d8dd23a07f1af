import type { Bench } from "./bench.js";
import type { Comparison } from "./comparison.js";
import { comparedCase, MEMORY_CASES } from "./memory/cases.js";
import { flat } from "./memory/flat.js";
import { printComparisons } from "./print-comparisons.js";
import { withServers } from "./servers.js";

const FLAT = "full speed, the default window";

/** What rows in flight cost, and whether that ends. */
export const memory: Bench = {
  name: "memory",
  does: "growth of the process with rows of 3 columns in flight, which the server does not ack, beyond their bytes",
  run: async (print, options) => {
    const chosen = MEMORY_CASES.filter(({ name }) => name.includes(options.only));
    if (chosen.length === 0 && !FLAT.includes(options.only)) return;
    await withServers(print, options, async (servers) => {
      const comparisons: Comparison[] = [];
      for (const one of chosen) {
        comparisons.push(...(await comparedCase(one, servers, options.rounds)));
      }
      printComparisons(comparisons, print, options);
      if (FLAT.includes(options.only)) await flat(FLAT, options.minutes, servers.sink, print, options);
    });
  },
};
