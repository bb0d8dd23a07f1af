import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bench } from "./bench.js";
import { type Cost, measured } from "./measured-process.js";
import { SCHEMA } from "./table-infos.js";
import { median, textTable } from "./text-table.js";

const CLI = fileURLToPath(new URL("../../packages/generator/bin/zerobus-gen.js", import.meta.url));
const SERVER = fileURLToPath(new URL("catalog-server.ts", import.meta.url));

/** A command line of the built program, and what is gone before each time. */
interface Step {
  readonly name: string;
  readonly args: readonly string[];
  readonly without: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: "pull, all new", args: ["pull"], without: ["zerobus.lock.json"] },
  { name: "pull, nothing new", args: ["pull"], without: [] },
  { name: "generate, all new", args: ["generate"], without: ["src"] },
  { name: "generate --check", args: ["generate", "--check"], without: [] },
  { name: "check", args: ["check"], without: [] },
];

const HEAD = ["", "wall ms", "× node", "cpu ms", "max RSS MiB", "wall µs/table"];

/** The command line against a catalog, each run in a process of its own. */
export const schemas: Bench = {
  name: "schemas",
  does: "the built command line, tables of 30 columns; medians of fresh processes, the catalog in another",
  run: async (print) => {
    const node = await repeated(7, () => inFolder((folder) => measured(folder, ["-e", "0"])));
    const version = await repeated(7, () => inFolder((folder) => measured(folder, [CLI, "--version"])));
    print(textTable([HEAD, row("node -e 0", node, node), row("zerobus-gen --version", version, node)]));
    for (const [tables, times] of [
      [10, 5],
      [1000, 5],
      [4000, 2],
    ] as const) {
      const costs = await inFolder((folder) => costsOfSteps(folder, tables, times));
      const rows = costs.map(([{ name }, cost]) => row(name, cost, node, tables));
      print(`\n${tables} tables\n${textTable([HEAD, ...rows])}`);
    }
  },
};

function row(name: string, cost: Cost, node: Cost, tables?: number): readonly string[] {
  return [
    name,
    cost.wallMs.toFixed(0),
    (cost.wallMs / node.wallMs).toFixed(1),
    cost.cpuMs.toFixed(0),
    (cost.maxRssBytes / 1024 / 1024).toFixed(0),
    tables === undefined ? "" : ((cost.wallMs / tables) * 1000).toFixed(0),
  ];
}

async function costsOfSteps(
  folder: string,
  tables: number,
  times: number,
): Promise<readonly (readonly [Step, Cost])[]> {
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
    const costs: (readonly [Step, Cost])[] = [];
    for (const step of STEPS) {
      const cost = await repeated(times, () => {
        for (const name of step.without) rmSync(join(folder, name), { recursive: true, force: true });
        return measured(folder, [CLI, ...step.args]);
      });
      costs.push([step, cost]);
    }
    const files = readdirSync(join(folder, "src/tables")).length;
    if (files !== tables + 1) throw new Error(`${files} files were generated for ${tables} tables`);
    return costs;
  } finally {
    server.disconnect();
  }
}

/** The median of each figure. */
async function repeated(times: number, run: () => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let time = 0; time < times; time++) costs.push(await run());
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
