import { installPeers } from "../peers/install.js";
import type { Bench } from "./bench.js";
import type { Comparison } from "./comparison.js";
import { checkShape, comparedCase, ENCODE_CASES } from "./encode/cases.js";
import { printComparisons } from "./print-comparisons.js";
import { progress } from "./progress.js";

/** Typed rows to bytes in a batch. */
export const encode: Bench = {
  name: "encode",
  does: "CPU time from a row to bytes; ours checks it, and takes Dates, decimal texts and VARIANTs as objects, where peers have ready what is on the wire",
  run: async (print, options) => {
    const cases = ENCODE_CASES.filter(({ name }) => name.includes(options.only));
    if (cases.length === 0) return;
    const failure = installPeers();
    if (failure !== undefined) throw new Error(failure);
    for (const shape of new Set(cases.map((one) => one.shape))) {
      progress(`encode, ${shape}: whether all encode the same`);
      await checkShape(shape);
    }
    const all: Comparison[] = [];
    for (const one of cases) {
      const found = await comparedCase(one, options.rounds);
      all.push(...found);
      if (options.json) printComparisons(found, print, options);
    }
    if (!options.json) printComparisons(all, print, options);
  },
};
