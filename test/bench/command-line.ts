import { parseArgs } from "node:util";
import type { Bench, BenchOptions } from "./bench.js";

/** What was asked for: to run suites, to be told how, or something that there is not. */
export type CommandLine =
  | { readonly kind: "run"; readonly suites: readonly Bench[]; readonly options: BenchOptions }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly message: string };

/** Reads the arguments of `npm run bench`. */
export function readCommandLine(args: readonly string[], suites: readonly Bench[]): CommandLine {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: "5" },
        minutes: { type: "string", default: "0.25" },
        only: { type: "string", default: "" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
    const rounds = Number(values.rounds);
    const minutes = Number(values.minutes);
    const mistakes = [
      ...unknown.map((name) => `no suite is called ${JSON.stringify(name)}`),
      ...(Number.isInteger(rounds) && rounds > 0 ? [] : [`--rounds ${values.rounds} is no number of rounds`]),
      ...(minutes > 0 ? [] : [`--minutes ${values.minutes} is no time`]),
    ];
    if (mistakes.length > 0) return { kind: "mistake", message: mistakes.join("; ") };
    return {
      kind: "run",
      suites: suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
      options: { rounds, minutes, json: values.json, only: values.only },
    };
  } catch (error) {
    return { kind: "mistake", message: error instanceof Error ? error.message : String(error) };
  }
}

/** What `npm run bench -- --help` says. */
export function usage(suites: readonly Bench[]): string {
  return `npm run bench -- [suite...] [--only TEXT] [--rounds N] [--json]

Measures what was built against its peers, side by side in one run. Ratios are what to look at: above 1, ours is better.

${suites.map(({ name, does }) => `  ${name.padEnd(10)} ${does}`).join("\n")}

  --only TEXT    only cases with this text in their name
  --rounds N     how often each contender has its turn; medians count (default 5)
  --minutes N    how long memory and local look whether memory stays flat (default 0.25)
  --json         an object a line: the machine, then {"suite","case","ours","peer","peerName","unit","ratio"}

  npm run bench                                     all suites
  npm run bench -- encode ingest                    two of them
  npm run bench -- encode --only "12 columns"       one kind of row
  npm run bench -- encode --json > before.ndjson    for a program to compare`;
}
