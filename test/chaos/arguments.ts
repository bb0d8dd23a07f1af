import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

/** How the program was called. */
export interface Arguments {
  readonly runs: number;
  /** Seed of the first run; each further one has the next. */
  readonly seed: number;
  /** Runs at a time. */
  readonly jobs: number;
  readonly json: boolean;
  /** Whether to print the schedule of the first run, and run nothing. */
  readonly show: boolean;
  /** Begins the name of the mutation that the client is to have, to see the runs catch it. */
  readonly mutation: string | undefined;
}

export const USAGE = `npm run chaos -- [--runs N] [--seed S] [--jobs J] [--json] [--show] [--mutation NAME]

Runs the client against the local server, each in a process of its own, while the network fails, processes are killed
and the server misbehaves at random; then compares the Delta table with what the client was told.

  --runs N  how many runs (default 50)
  --seed S  seed of the first run, the next one has S + 1 (default: from the clock); --runs 1 --seed S replays a run
  --jobs J  runs at a time (default: one a core)
  --json    one JSON object a run, and one for the sum
  --show    print the schedule of seed S, and run nothing
  --mutation NAME
            break the client as the mutation of that name (or its beginning) does, see test/chaos/MUTATIONS.md

Exit code 1 when a run has failed; its journal, schedule and logs are kept.`;

/** Reads the command line. Nothing when it only asks for help. @throws RangeError for what is no whole number */
export function readArguments(argv: readonly string[]): Arguments | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: "string", default: "50" },
      seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
      jobs: { type: "string", default: String(availableParallelism()) },
      json: { type: "boolean", default: false },
      show: { type: "boolean", default: false },
      mutation: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    runs: wholeNumber("--runs", values.runs, 1),
    seed: wholeNumber("--seed", values.seed, 0),
    jobs: wholeNumber("--jobs", values.jobs, 1),
    json: values.json,
    show: values.show,
    mutation: values.mutation,
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} takes a whole number from ${least}, got ${JSON.stringify(text)}`);
}
