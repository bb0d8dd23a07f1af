import type { Command } from "commander";
import { type CatalogFlags, catalogFlags, catalogSourceOfFlags } from "./flags.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags {
  readonly dryRun: boolean;
  readonly prune: boolean;
}

/** `zerobus-gen pull`. */
export function configure(command: Command, { terminal, folder, variables, run }: Call): void {
  catalogFlags(
    command.argument("[table...]", "only these tables: full names or patterns (default: all sources)"),
  )
    .option("--dry-run", "write nothing; say what would change", false)
    .option("--prune", "remove tables from the lock that no source has any more", false)
    .addHelpText("after", EXAMPLES)
    .action(async (names: string[]) => {
      const flags = command.optsWithGlobals<Flags>();
      const { pull } = await import("../commands/pull.js");
      const { loadProject } = await import("../config/project.js");
      await run(async (signal) => {
        const project = await loadProject(folder, flags.config);
        const { env, dryRun, prune, json = false } = flags;
        const reading = { flags: catalogSourceOfFlags(flags), variables, signal };
        return pull(project, { names, env, dryRun, prune, json, folder, reading }, terminal);
      });
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen pull                                       all sources of the config
  $ zerobus-gen pull main.shop.orders 'main.sales.*'       only these tables of them
  $ zerobus-gen pull --dry-run                             what would change
  $ zerobus-gen pull --env prod                            as the tables are in an environment`;
