import { resolve } from "node:path";
import type { AckMode, Fault } from "@zerobus-gen/local";
import { type Command, Option } from "commander";
import { another, parseDuration, parsePort } from "./flags.js";
import { UsageError } from "./usage-error.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags {
  readonly port: number;
  readonly dir?: string;
  readonly memory: boolean;
  readonly table: readonly string[];
  readonly fault: readonly string[];
  readonly ack?: AckMode;
  readonly materializeEvery?: number;
  readonly tokenLife?: number;
}

const DIR = ".zerobus";

/** `zerobus-gen dev`. */
export function configure(command: Command, { terminal, folder, run }: Call): void {
  command
    .option("-p, --port <number>", "port on 127.0.0.1; 0 takes a free one", parsePort, 8099)
    .option("-d, --dir <dir>", `folder for the tables (default: ${DIR})`)
    .option("--memory", "keep the tables in memory, until it stops", false)
    .option(
      "-t, --table <file...>",
      "table JSON files to create tables from (default: the tables of the lock)",
      [],
    )
    .option("--fault <rule>", "what is to go wrong, as often as wanted; see below", another, [])
    .addOption(
      new Option(
        "--ack <mode>",
        "what an ack says of rows: that they are in the table, or in its log (default: committed)",
      ).choices(["committed", "durable"]),
    )
    .option(
      "--materialize-every <duration>",
      "how long rows in the log wait for their table (default: 5s)",
      parseDuration,
    )
    .option("--token-life <duration>", "how long access tokens live (default: 1h)", parseDuration)
    .addHelpText("after", EXAMPLES)
    .action(async () => {
      const flags = command.optsWithGlobals<Flags>();
      const {
        port,
        dir = DIR,
        memory,
        table,
        ack,
        materializeEvery,
        tokenLife,
        config,
        json = false,
      } = flags;
      checkPlace(flags);
      const { dev } = await import("../commands/dev.js");
      const { devDrift } = await import("../commands/dev-drift.js");
      const { devFaults } = await import("../commands/dev-faults.js");
      const { devTables } = await import("../commands/dev-tables.js");
      await run(async (signal) => {
        const faults = await devFaults(flags.fault);
        const tables = await devTables({ folder, files: table, config }, terminal);
        const drift = await devDrift(folder, config);
        const server = {
          port,
          faults,
          ...(!memory && { dir: resolve(folder, dir) }),
          ...(ack !== undefined && { ack }),
          ...(materializeEvery !== undefined && { materializeEveryMs: materializeEvery }),
          ...(tokenLife !== undefined && { tokenLifeMs: tokenLife }),
          drift: drift.check,
        };
        return dev(
          { server, lock: drift.lock, shownDir: memory ? undefined : dir, tables, json },
          terminal,
          signal,
        );
      });
    });
}

function checkPlace({ memory, dir, ack, materializeEvery }: Flags): void {
  if (memory && dir !== undefined) {
    throw new UsageError("--memory keeps no tables in --dir", "take one of them");
  }
  if (memory && ack === "durable") {
    throw new UsageError("--ack durable keeps a log on disk, and --memory nothing", "take one of them");
  }
  if (materializeEvery !== undefined && ack !== "durable") {
    throw new UsageError("--materialize-every is for rows in the log", "add --ack durable");
  }
}

/** Every fault, as an example of its rule. */
const FAULTS: { readonly [K in Fault["kind"]]: string } = {
  "refuse-token": "refuse-token:503",
  "delay-token": "delay-token:2s",
  "delay-headers": "delay-headers:1s",
  "refuse-create": "refuse-create:UNAVAILABLE",
  "reject-token": "reject-token",
  "delay-create": "delay-create:2s",
  "never-create": "never-create",
  "create-without-id": "create-without-id",
  "close-signal": "close-signal:10s",
  end: "end:INTERNAL",
  reset: "reset:REFUSED_STREAM",
  goaway: "goaway",
  cut: "cut",
  stall: "stall:5s",
  "delay-acks": "delay-acks:500ms",
  "drop-acks": "drop-acks",
  "empty-response": "empty-response",
  "refuse-row": "refuse-row:id,equals=42",
  "duplicate-ack": "duplicate-ack",
  "regress-ack": "regress-ack",
  "ack-beyond": "ack-beyond",
  "ack-without-offset": "ack-without-offset",
  "ack-negative": "ack-negative",
  "commit-then-cut": "commit-then-cut",
  "slow-disk": "slow-disk:200ms",
  "fail-commit": "fail-commit",
};

const EXAMPLES = `
Examples:
  $ zerobus-gen dev                                        with the tables of zerobus.lock.json
  $ zerobus-gen dev --table orders.json                    save orders.json with another schema to rehearse drift
  $ zerobus-gen dev --port 0 --dir /tmp/tables --json      an event a line
  $ zerobus-gen dev --ack durable --materialize-every 5s   as the service does it
  $ zerobus-gen dev --fault refuse-create:UNAVAILABLE,table=main.shop.orders,times=3 --fault slow-disk:1s,times=always

A rule names a fault, and with it table=NAME, times=NUMBER or times=always (once by default), after=REQUESTS of a
stream; the console switches them on and off, too. A rule can be JSON. The faults:
${inLines(Object.values(FAULTS), 114)}`;

/** Words with commas between them, in lines of at most so many characters. */
function inLines(words: readonly string[], width: number): string {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length + 2 > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${line}   ${word}`;
  }
  return lines.join("\n");
}
