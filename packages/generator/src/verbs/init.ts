import type { Command } from "commander";
import { another } from "./flags.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags {
  readonly source: readonly string[];
  readonly force: boolean;
}

/** `zerobus-gen init`. */
export function configure(command: Command, { terminal, folder, variables, run }: Call): void {
  command
    .option(
      "-s, --source <source>",
      "path, table or pattern to read schemas from; several times for several",
      another,
      [],
    )
    .option("--force", "overwrite the config that is there", false)
    .addHelpText("after", EXAMPLES)
    .action(async () => {
      const { source, force, json = false } = command.optsWithGlobals<Flags>();
      const { init } = await import("../commands/init.js");
      await run(() => init({ folder, sources: source, force, json, variables }, terminal));
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen init                                       finds .proto folders and table JSON files
  $ zerobus-gen init --source 'main.shop.*'                all tables of a schema of the catalog
  $ zerobus-gen init -s proto/ -s main.shop.orders`;
