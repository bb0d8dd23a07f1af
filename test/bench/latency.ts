import { PEERS_FOLDER } from "../peers/install.js";
import type { Bench } from "./bench.js";
import { type Comparison, compared } from "./comparison.js";
import { counted } from "./counted.js";
import type { Latencies, PacedLoad } from "./latency/pace.js";
import { printComparisons } from "./print-comparisons.js";
import { answerOf } from "./program-run.js";
import { progress } from "./progress.js";
import { type Servers, withServers } from "./servers.js";
import { median } from "./text-table.js";

interface Case {
  readonly name: string;
  readonly rowsPerSecond: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/**
 * A program in JavaScript is not warm after a second of this: its code is compiled by what has run, which is by rows. For
 * the first five thousand or so the compiler's threads take the processor from whoever waits, client or server.
 */
const COLD_MS = 6_000;

const CASES: readonly Case[] = [
  { name: "1000 rows/s", rowsPerSecond: 1_000, warmUpMs: COLD_MS, measuredMs: 4_000 },
  { name: "1000 rows/s, the first 6 s", rowsPerSecond: 1_000, warmUpMs: 0, measuredMs: COLD_MS },
  // Never warm, which is how such a program is.
  { name: "a lone row every 50 ms", rowsPerSecond: 20, warmUpMs: 1_000, measuredMs: 8_000 },
  { name: "20000 rows/s", rowsPerSecond: 20_000, warmUpMs: 1_000, measuredMs: 3_000 },
];

interface Paced {
  readonly program: string;
  readonly name: string;
}

const CONTENDERS: readonly Paced[] = [
  { program: "ours", name: "ours" },
  { program: "official", name: "official SDK" },
  { program: "hand-written", name: "grpc-js by hand" },
];

const PARTS = [
  ["p50", "p50Ms"],
  ["p99", "p99Ms"],
] as const;

/** How long a row takes to be known to be acked, when the load leaves time. */
export const latency: Bench = {
  name: "latency",
  does: "from ingest to the ack known to the caller, rows of 12 columns on a clock, the counting server acks at once",
  run: async (print, { only, rounds, json }) => {
    const chosen = CASES.filter(({ name }) => name.includes(only));
    if (chosen.length === 0) return;
    await withServers(print, { json }, async (servers) => {
      const contenders = CONTENDERS.filter(({ program }) => servers.hasOfficial || program !== "official");
      const comparisons: Comparison[] = [];
      for (const one of chosen) {
        const runs = new Map(contenders.map(({ program }) => [program, [] as Latencies[]]));
        for (let round = 0; round < rounds; round++) {
          for (const { program, name } of contenders) {
            progress(`latency, ${one.name}, round ${round + 1} of ${rounds}: ${name}`);
            runs.get(program)?.push(await measured(program, one, servers));
          }
        }
        for (const [part, key] of PARTS) {
          const of = (program: string): number => median((runs.get(program) ?? []).map((run) => run[key]));
          for (const { program, name } of contenders.slice(1)) {
            const peer = { name, figure: of(program) };
            comparisons.push(compared("latency", `${one.name}, ${part}`, "ms", of("ours"), peer));
          }
        }
      }
      printComparisons(comparisons, print, { json });
    });
  },
};

function measured(
  program: string,
  { name, rowsPerSecond, warmUpMs, measuredMs }: Case,
  { sink, tokens }: Servers,
): Promise<Latencies> {
  const place = { endpoint: sink.endpoint, workspaceUrl: tokens.address, peersFolder: PEERS_FOLDER };
  const load: PacedLoad = { ...place, rowsPerSecond, warmUpMs, measuredMs };
  return counted(`${program}, ${name}`, sink, () => answerOf<Latencies>(`latency/${program}.ts`, load));
}
