import type { Bench } from "./bench.js";
import { commandLineCosts } from "./generate/command-line-costs.js";
import { comparingCosts } from "./generate/drift.js";
import { emissionCosts } from "./generate/emission.js";

/** All that happens before a program runs: the command line as a whole, then its stages one by one. */
export const generate: Bench = {
  name: "generate",
  does: "the built command line against an empty node process, up to 4000 tables of 30 columns; and its pure stages",
  run: async (print, options) => {
    await commandLineCosts(print, options);
    emissionCosts(print, options);
    comparingCosts(print, options);
  },
};
