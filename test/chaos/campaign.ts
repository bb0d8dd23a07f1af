import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Programs } from "./programs.js";
import { type Outcome, runSchedule } from "./run.js";
import { scheduleOf } from "./schedule.js";
import { ServerProcess } from "./server-process.js";

/** Runs that one server and its directory serve, one after the other: a start is dear, and so is a full directory. */
const RUNS_A_SERVER = 20;

/** Many runs. */
export interface Campaign {
  readonly programs: Programs;
  readonly runs: number;
  /** Seed of the first; each further one has the next. */
  readonly seed: number;
  /** How many at a time. */
  readonly jobs: number;
  /** Hears of each run, with the folder of what it has written. That of a failed one is kept. */
  readonly onOutcome: (outcome: Outcome, directory: string) => void;
}

/** Does them all. Resolves when the last one is over. */
export async function runCampaign(campaign: Campaign): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "zerobus-chaos-"));
  const { runs, seed, jobs } = campaign;
  const seeds = Array.from({ length: runs }, (_, run) => seed + run);
  let failures = 0;
  const job = async (): Promise<void> => {
    while (seeds.length > 0) failures += await runOnOneServer(campaign, directory, seeds);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, runs) }, job));
  if (failures === 0) await rm(directory, { recursive: true });
}

/** Takes the next seeds, as many as one server is good for. Returns how many runs failed. */
async function runOnOneServer(campaign: Campaign, directory: string, seeds: number[]): Promise<number> {
  const { programs, onOutcome } = campaign;
  const data = await mkdtemp(join(directory, "server-"));
  await using server = await ServerProcess.start(programs.server, data, join(directory, "server.log"));
  let failures = 0;
  for (let run = 0; run < RUNS_A_SERVER; run++) {
    const seed = seeds.shift();
    if (seed === undefined) break;
    const folder = join(directory, `run-${seed}`);
    const setting = { server, clientProgram: programs.client, directory: folder };
    const outcome = await runSchedule(scheduleOf(seed), setting);
    onOutcome(outcome, folder);
    if (outcome.verdict.violations.length === 0) await rm(folder, { recursive: true });
    else failures++;
  }
  await server.kill();
  if (failures === 0) await rm(data, { recursive: true });
  return failures;
}
