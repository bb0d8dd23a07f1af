import type { BenchOptions } from "../bench.js";
import { textTable } from "../text-table.js";
import { timed } from "./timing.js";

/** One pure stage, and how many tables it works on at once. */
export interface Stage {
  readonly name: string;
  readonly tables: number;
  readonly work: () => unknown;
}

/** Measures and prints those stages that are chosen, each in this process. */
export function stageCosts(
  stages: readonly Stage[],
  print: (text: string) => void,
  { json, only, rounds }: BenchOptions,
): void {
  const chosen = stages.filter(({ name }) => name.includes(only));
  const costs = chosen.map(({ name, tables, work }) => {
    const { firstMs, laterMs } = timed(rounds, work);
    return { suite: "generate", case: name, tables, firstMs, laterMs };
  });
  if (json) for (const cost of costs) print(JSON.stringify(cost));
  else if (costs.length > 0) {
    const rows = costs.map((cost) => [
      cost.case,
      ...[cost.firstMs, cost.laterMs].map((ms) => ((ms / cost.tables) * 1000).toFixed(1)),
    ]);
    print(`\n${textTable([["in this process", "first, CPU µs/table", "later"], ...rows])}`);
  }
}
