import { resolve } from "node:path";
import type { Command } from "commander";
import { parsePort } from "./flags.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags {
  readonly port: number;
  readonly dir: string;
  readonly table: readonly string[];
}

/** `zerobus-gen dev`. */
export function configure(command: Command, { terminal, folder, run }: Call): void {
  command
    .option("-p, --port <number>", "port on 127.0.0.1; 0 takes a free one", parsePort, 8099)
    .option("-d, --dir <dir>", "folder for the tables", ".zerobus")
    .option(
      "-t, --table <file...>",
      "table JSON files to create tables from (default: the tables of the lock)",
      [],
    )
    .addHelpText("after", EXAMPLES)
    .action(async () => {
      const { port, dir, table, config, json = false } = command.optsWithGlobals<Flags>();
      const { dev } = await import("../commands/dev.js");
      const { devTables } = await import("../commands/dev-tables.js");
      await run(async (signal) => {
        const tables = await devTables({ folder, files: table, config }, terminal);
        return dev({ port, dir: resolve(folder, dir), shownDir: dir, tables, json }, terminal, signal);
      });
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen dev                                        with the tables of zerobus.lock.json
  $ zerobus-gen dev --table orders.json                    save orders.json with another schema to rehearse drift
  $ zerobus-gen dev --port 0 --dir /tmp/tables --json`;
