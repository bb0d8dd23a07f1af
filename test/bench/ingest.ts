import type { Bench, BenchOptions } from "./bench.js";
import { type Comparison, compared } from "./comparison.js";
import { CASES, type Case } from "./ingest/cases.js";
import { type Contender, measured } from "./ingest/contender.js";
import type { LoadFigures } from "./ingest/load.js";
import { printComparisons } from "./print-comparisons.js";
import { progress } from "./progress.js";
import { type Servers, withServers } from "./servers.js";
import { median } from "./text-table.js";

/** From typed rows to acks, against the official SDK, clients written by hand, and HTTP/2 alone. */
export const ingest: Bench = {
  name: "ingest",
  does: "rows/s and CPU from typed row to ack; client and counting server in processes of their own",
  run: async (print, options) => {
    const chosen = CASES.filter(({ name }) => name.includes(options.only));
    if (chosen.length === 0) return;
    await withServers(print, options, async (servers) => {
      const cases = servers.hasOfficial ? chosen : chosen.map(withoutOfficial);
      const comparisons: Comparison[] = [];
      for (const shape of new Set(cases.map((one) => one.shape))) {
        const ofShape = cases.filter((one) => one.shape === shape);
        comparisons.push(...(await comparedCases(shape, ofShape, servers, options)));
      }
      printComparisons(comparisons, print, options);
    });
  },
};

function withoutOfficial(one: Case): Case {
  return { ...one, peers: one.peers.filter(({ program }) => program !== "official") };
}

/** Every contender has its turn once a round, in however many cases it is looked at. */
async function comparedCases(
  shape: string,
  cases: readonly Case[],
  servers: Servers,
  { rounds }: BenchOptions,
): Promise<readonly Comparison[]> {
  const contenders = new Set(cases.flatMap(({ ours, peers }) => [ours, ...peers]));
  const runs = new Map(Array.from(contenders, ({ name }) => [name, [] as LoadFigures[]]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      progress(`ingest, ${shape}, round ${round + 1} of ${rounds}: ${contender.name}`);
      runs.get(contender.name)?.push(await measured(contender, shape, servers));
    }
  }
  const rowsPerSecond = ({ name }: Contender): number =>
    median((runs.get(name) ?? []).map(({ rows, wallMs }) => (rows / wallMs) * 1_000));
  const cpuSeconds = ({ name }: Contender): number =>
    median((runs.get(name) ?? []).map(({ rows, cpuMs }) => (cpuMs / rows) * 1_000));
  return cases.flatMap(({ name, ours, peers }) => [
    ...peers.map((peer) =>
      compared("ingest", name, "rows/s", rowsPerSecond(ours), {
        name: peer.name,
        figure: rowsPerSecond(peer),
      }),
    ),
    ...peers.map((peer) =>
      compared("ingest", name, "CPU s/M rows", cpuSeconds(ours), {
        name: peer.name,
        figure: cpuSeconds(peer),
      }),
    ),
  ]);
}
