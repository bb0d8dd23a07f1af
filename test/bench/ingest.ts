import type { Bench } from "./bench.js";
import type { Comparison } from "./comparison.js";
import { CASES, type Case } from "./ingest/cases.js";
import { comparedCases } from "./ingest/compared-cases.js";
import { printComparisons } from "./print-comparisons.js";
import { withServers } from "./servers.js";

/** From typed rows to acks, against the official SDK, clients written by hand, and HTTP/2 alone. */
export const ingest: Bench = {
  name: "ingest",
  does: "rows/s and CPU from typed row to ack; client and counting server in processes of their own",
  run: async (print, options) => {
    const chosen = CASES.filter(({ name }) => name.includes(options.only));
    if (chosen.length === 0) return;
    await withServers(print, options, async (servers) => {
      const cases = servers.hasOfficial ? chosen : chosen.map(withoutOfficial);
      const comparisons: Comparison[] = [];
      for (const shape of new Set(cases.map((one) => one.shape))) {
        const ofShape = cases.filter((one) => one.shape === shape);
        comparisons.push(...(await comparedCases(shape, ofShape, servers, options.rounds)));
      }
      printComparisons(comparisons, print, options);
    });
  },
};

function withoutOfficial(one: Case): Case {
  return { ...one, peers: one.peers.filter(({ program }) => program !== "official") };
}
