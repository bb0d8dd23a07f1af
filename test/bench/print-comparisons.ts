import { aimOf } from "./aims.js";
import type { Comparison } from "./comparison.js";
import { figure, times } from "./figure.js";
import { textTable } from "./text-table.js";

const HEAD = ["", "ratio", "aim", "", "ours", "peer", "unit"];

/** Prints comparisons as a table, ratios first, or as an object a line; nothing where there are none. */
export function printComparisons(
  comparisons: readonly Comparison[],
  print: (text: string) => void,
  { json }: { readonly json: boolean },
): void {
  if (json) for (const comparison of comparisons) print(comparisonLine(comparison));
  else if (comparisons.length > 0) print(textTable([HEAD, ...comparisons.map(cells)]));
}

/** A comparison as a line of JSON, with more figures where there are any; as exact as a measurement can be. */
export function comparisonLine(comparison: Comparison, more: Readonly<Record<string, number>> = {}): string {
  return JSON.stringify({ ...comparison, ...more }, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value,
  );
}

function cells(comparison: Comparison): readonly string[] {
  const { ours, peer, peerName, unit, ratio } = comparison;
  const aim = aimOf(comparison);
  const verdict = aim === undefined ? ["", ""] : [times(aim), ratio >= aim ? "met" : "missed"];
  return [
    `${comparison.case}, against ${peerName}`,
    times(ratio),
    ...verdict,
    figure(ours),
    figure(peer),
    unit,
  ];
}
