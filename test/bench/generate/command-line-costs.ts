import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchOptions } from "../bench.js";
import { compared } from "../comparison.js";
import { type Cost, measured } from "../measured-process.js";
import { comparisonLine } from "../print-comparisons.js";
import { progress } from "../progress.js";
import { median, textTable } from "../text-table.js";
import { SCHEMA } from "./table-infos.js";

const CLI = fileURLToPath(new URL("../../../packages/generator/bin/zerobus-gen.js", import.meta.url));
const SERVER = fileURLToPath(new URL("catalog-server.ts", import.meta.url));

/** How many tables the catalog has, and the most rounds that are worth it. */
const CATALOGS = [
  { tables: 10, maxRounds: 100 },
  { tables: 1000, maxRounds: 100 },
  { tables: 4000, maxRounds: 2 },
];

/** A command line of the built program, and what is gone before each time. */
interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly without: readonly string[];
}

/** In this order: each needs what the one before it has left. */
const STEPS: readonly Step[] = [
  { name: "pull, all new", args: ["pull"], without: ["zerobus.lock.json"] },
  { name: "pull, nothing new", args: ["pull"], without: [] },
  { name: "generate, all new", args: ["generate"], without: ["src"] },
  { name: "generate --check", args: ["generate", "--check"], without: [] },
  { name: "check", args: ["check"], without: [] },
];

const HEAD = ["fresh processes", "wall ms", "× node", "cpu ms", "max RSS MiB", "wall µs/table"];

/** What one command line cost. */
interface Run {
  readonly name: string;
  readonly cost: Cost;
  /** In the catalog. */
  readonly tables: number | undefined;
}

/** Measures and prints the chosen command lines, each run in a process of its own, the catalog in another. */
export async function commandLineCosts(print: (text: string) => void, options: BenchOptions): Promise<void> {
  const { json, only, rounds } = options;
  const catalogs = CATALOGS.map(({ tables, maxRounds }) => {
    const steps = STEPS.map((step) => ({ ...step, name: `${tables} tables, ${step.name}` }));
    return { tables, times: Math.min(rounds, maxRounds), steps };
  }).filter(({ steps }) => steps.some(({ name }) => name.includes(only)));
  const isVersionChosen = VERSION.includes(only);
  if (catalogs.length === 0 && !isVersionChosen) return;
  const node = await repeated("node -e 0", rounds, () => inFolder((folder) => measured(folder, ["-e", "0"])));
  const runs: Run[] = [];
  if (isVersionChosen) {
    const version = (folder: string): Promise<Cost> => measured(folder, [CLI, "--version"]);
    runs.push({
      name: VERSION,
      tables: undefined,
      cost: await repeated(VERSION, rounds, () => inFolder(version)),
    });
  }
  for (const { tables, times, steps } of catalogs) {
    runs.push(...(await inFolder((folder) => costsOfSteps(folder, { tables, times, steps, only }))));
  }
  if (json) for (const run of runs) print(line(run, node));
  else
    print(
      textTable([
        HEAD,
        row({ name: "node -e 0", tables: undefined, cost: node }, node),
        ...runs.map((run) => row(run, node)),
      ]),
    );
}

const VERSION = "zerobus-gen --version";

function line({ name, cost }: Run, node: Cost): string {
  const peer = { name: "node -e 0", figure: node.wallMs };
  const { cpuMs, maxRssBytes } = cost;
  return comparisonLine(compared("generate", name, "ms", cost.wallMs, peer), { cpuMs, maxRssBytes });
}

function row({ name, cost, tables }: Run, node: Cost): readonly string[] {
  return [
    name,
    cost.wallMs.toFixed(0),
    (cost.wallMs / node.wallMs).toFixed(1),
    cost.cpuMs.toFixed(0),
    (cost.maxRssBytes / 1024 / 1024).toFixed(0),
    tables === undefined ? "" : ((cost.wallMs / tables) * 1000).toFixed(0),
  ];
}

interface Catalog {
  readonly tables: number;
  readonly times: number;
  readonly steps: readonly Step[];
  readonly only: string;
}

async function costsOfSteps(
  folder: string,
  { tables, times, steps, only }: Catalog,
): Promise<readonly Run[]> {
  const server = fork(SERVER, [String(tables)], { execArgv: process.execArgv });
  try {
    const [{ port }] = await once(server, "message");
    const config = { source: `${SCHEMA.catalog}.${SCHEMA.schema}.*`, host: `http://127.0.0.1:${port}` };
    // Every project has one, and compiled configs are kept there.
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(
      join(folder, "zerobus.config.ts"),
      `import { defineConfig } from "zerobus-gen";\n\nexport default defineConfig(${JSON.stringify(config)});\n`,
    );
    const runs: Run[] = [];
    for (const { name, args, without } of steps) {
      const isChosen = name.includes(only);
      const cost = await repeated(name, isChosen ? times : 1, () => {
        for (const gone of without) rmSync(join(folder, gone), { recursive: true, force: true });
        return measured(folder, [CLI, ...args]);
      });
      if (isChosen) runs.push({ name, tables, cost });
    }
    const files = readdirSync(join(folder, "src/tables")).length;
    if (files !== tables + 1) throw new Error(`${files} files were generated for ${tables} tables`);
    return runs;
  } finally {
    server.disconnect();
  }
}

/** The median of each figure. */
async function repeated(name: string, times: number, run: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let time = 0; time < times; time++) {
    progress(`generate, ${name}, round ${time + 1} of ${times}`);
    costs.push(await run());
  }
  const of = (key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  return { wallMs: of("wallMs"), cpuMs: of("cpuMs"), maxRssBytes: of("maxRssBytes") };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "zerobus-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
