import { aimOf } from "../aims.js";
import type { Comparison } from "../comparison.js";
import { grouped } from "./grouped.js";
import { type BarGroup, svgOf } from "./ratio-plot.js";
import type { Results } from "./results.js";
import { aimTable, comparisonTable, figureTables } from "./tables.js";

/** The suites that the page has a section for. */
const SECTIONS = ["encode", "ingest", "latency", "memory", "startup", "generate", "local"];

const NOTHING = "_Not in the last run._";

/**
 * The page with the results between the two comments of each name; what is written by hand stays.
 * @throws Error that names every pair of comments which is not there, and every suite that the page has no section for
 */
export function pageWith(page: string, results: Results): string {
  const texts = new Map([
    ["machine", machineLine(results)],
    ["aims", aimTable(results.comparisons.filter(hasAim)) || NOTHING],
    ...SECTIONS.map((suite) => [suite, suiteTables(suite, results)] as const),
  ]);
  const strange = [...results.comparisons, ...results.figures]
    .map(({ suite }) => suite)
    .filter((suite) => !SECTIONS.includes(suite));
  const absent = [...texts.keys()].filter((name) => !between(name).test(page));
  if (strange.length + absent.length > 0) {
    const problems = [
      ...absent.map((name) => `there is no <!-- ${name} --> … <!-- /${name} -->`),
      ...new Set(strange.map((suite) => `there is no section for the suite ${suite}`)),
    ];
    throw new Error(`the page cannot take the results: ${problems.join("; ")}`);
  }
  let written = page;
  for (const [name, text] of texts) {
    written = written.replace(
      between(name),
      (_, begin: string, end: string) => `${begin}\n\n${text}\n\n${end}`,
    );
  }
  return written;
}

/** What Node takes by itself: nobody is faster, so that it is no peer. The tables have it. */
const NODE_ITSELF: ReadonlySet<string> = new Set(["node -e 0", "an empty process"]);

/** The plot: cases that have an aim, against every peer, and the suites that have none. */
export function plotOf({ comparisons }: Results): string {
  const aimedCases = new Set(comparisons.filter(hasAim).map(caseOf));
  const aimedSuites = new Set(comparisons.filter(hasAim).map(({ suite }) => suite));
  const shown = comparisons
    .filter(({ peerName }) => !NODE_ITSELF.has(peerName))
    .filter((one) => aimedCases.has(caseOf(one)) || !aimedSuites.has(one.suite));
  const groups = Array.from(grouped(shown, caseOf), ([label, ofCase]): BarGroup => {
    return {
      label,
      bars: ofCase.map((one) => ({ label: one.peerName, ratio: one.ratio, aim: aimOf(one) })),
    };
  });
  return svgOf({ title: "How many times as good as its peers, on a logarithmic scale", groups });
}

function machineLine({ place }: Results): string {
  if (place === undefined) return NOTHING;
  return `${place.date}, ${place.case}; load average before it ${place.loadAverage}.`;
}

function suiteTables(suite: string, { comparisons, figures }: Results): string {
  const compared = comparisonTable(comparisons.filter((one) => one.suite === suite));
  const others = figureTables(figures.filter((one) => one.suite === suite));
  return [compared, ...others].filter((table) => table !== "").join("\n\n") || NOTHING;
}

function hasAim(comparison: Comparison): boolean {
  return aimOf(comparison) !== undefined;
}

function caseOf({ suite, case: name, unit }: Comparison): string {
  return `${suite}: ${name}, ${unit}`;
}

function between(name: string): RegExp {
  return new RegExp(`(<!-- ${name} -->).*?(<!-- /${name} -->)`, "s");
}
