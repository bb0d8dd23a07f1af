import type { Command } from "commander";
import { type CatalogFlags, catalogFlags, catalogSourceOfFlags } from "./flags.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags {}

/** `zerobus-gen doctor`. */
export function configure(command: Command, { terminal, folder, variables, run }: Call): void {
  catalogFlags(command.argument("[table...]", "tables to look at (default: all of the lock)"))
    .addHelpText("after", EXAMPLES)
    .action(async (names: string[]) => {
      const flags = command.optsWithGlobals<Flags>();
      const { doctor } = await import("../commands/doctor.js");
      const { doctorContext } = await import("../commands/doctor-context.js");
      await run(async (signal) => {
        const context = await doctorContext({
          folder,
          config: flags.config,
          env: flags.env,
          names,
          flags: catalogSourceOfFlags(flags),
          variables,
          signal,
        });
        return doctor(context, flags, terminal);
      });
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen doctor                                     all that the tables of the lock need
  $ zerobus-gen doctor main.shop.orders --env prod
  $ zerobus-gen doctor --json

It changes nothing, and shows no secret.`;
