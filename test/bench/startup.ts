import type { Bench } from "./bench.js";
import { printComparisons } from "./print-comparisons.js";
import { codeSize } from "./startup/code-size.js";
import { firstAck } from "./startup/first-ack.js";
import { importCosts } from "./startup/import-costs.js";
import { installSize } from "./startup/install-size.js";
import { loadedModules } from "./startup/loaded-modules.js";

/** What it costs to have the runtime at all, before any row. */
export const startup: Bench = {
  name: "startup",
  does: "importing the runtime, the first ack of a fresh process, and sizes",
  run: async (print, options) => {
    const isChosen = (name: string): boolean => name.includes(options.only);
    const comparisons = [];
    const notes = [];
    for (const part of [importCosts, loadedModules, firstAck, installSize, codeSize]) {
      const found = await part(isChosen, options.rounds);
      comparisons.push(...found.comparisons);
      notes.push(...found.notes);
    }
    printComparisons(comparisons, print, options);
    for (const note of notes) {
      const { case: name, ...figures } = note;
      const told = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
      print(options.json ? JSON.stringify({ suite: "startup", ...note }) : `${name}: ${told.join(", ")}`);
    }
  },
};
