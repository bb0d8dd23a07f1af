import { type Comparison, compared } from "../comparison.js";
import { progress } from "../progress.js";
import type { Servers } from "../servers.js";
import { median } from "../text-table.js";
import type { Case } from "./cases.js";
import { type Contender, measured } from "./contender.js";
import type { LoadFigures } from "./load.js";

/** Measures cases with rows of one shape: every contender has its turn once a round, in however many cases it is. */
export async function comparedCases(
  shape: string,
  cases: readonly Case[],
  servers: Servers,
  rounds: number,
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
