import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Comparison, compared, inTurns, type Unit } from "../comparison.js";
import { type Cost, measured } from "../measured-process.js";
import { median } from "../text-table.js";
import { NOTHING, type Part } from "./findings.js";
import { IMPORT_SOURCES } from "./import-sources.js";

const CASES: readonly (readonly [name: string, unit: Unit, figure: keyof Cost])[] = [
  ["import, from start to end", "ms", "wallMs"],
  ["import, CPU time", "ms", "cpuMs"],
  ["import, memory", "bytes", "maxRssBytes"],
];

const NAMES = { nothing: "an empty process", "by hand": "grpc-js and protobuf-es" } as const;

/** What a process costs that only imports the runtime. */
export const importCosts: Part = async (isChosen, rounds) => {
  const cases = CASES.filter(([name]) => isChosen(name));
  if (cases.length === 0) return NOTHING;
  const costs: Record<keyof typeof IMPORT_SOURCES, Cost[]> = { nothing: [], ours: [], "by hand": [] };
  const folder = mkdtempSync(join(tmpdir(), "zerobus-bench-"));
  try {
    const contenders = (["nothing", "ours", "by hand"] as const).map((name) => ({
      name,
      measure: async () => {
        const cost = await measured(folder, ["--input-type=module", "--eval", IMPORT_SOURCES[name]]);
        costs[name].push(cost);
        return cost.wallMs;
      },
    }));
    await inTurns(contenders, rounds, "startup, import");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const comparisons = cases.flatMap(([name, unit, figure]): readonly Comparison[] => {
    const of = (who: keyof typeof costs): number => median(costs[who].map((cost) => cost[figure]));
    return (["nothing", "by hand"] as const).map((peer) =>
      compared("startup", name, unit, of("ours"), { name: NAMES[peer], figure: of(peer) }),
    );
  });
  return { comparisons, notes: [] };
};
