import type { Command } from "commander";
import { type CatalogFlags, catalogFlags, parseNamespace } from "./flags.js";
import { sourceFrom } from "./source-from.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags {
  readonly diff: boolean;
  readonly grants: boolean;
  readonly principal?: string;
  readonly namespace?: { readonly catalog: string; readonly schema: string };
}

/** `zerobus-gen sql`. */
export function configure(command: Command, call: Call): void {
  const { terminal, folder, run } = call;
  catalogFlags(command.argument("<source...>", "a lock, table JSON, .proto files, names of tables"))
    .option("--diff", "print what takes the tables of the first source to those of the second", false)
    .option("--grants", "print what a producer must be granted", false)
    .option("--principal <name>", "to whom: the application id of a service principal, a user or a group")
    .option(
      "--namespace <catalog.schema>",
      "where .proto messages without a table name belong",
      parseNamespace,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (sources: string[]) => {
      const flags = command.optsWithGlobals<Flags>();
      const { sql } = await import("../commands/sql.js");
      const { readSources } = await import("../source/read-sources.js");
      const { namedSources } = await import("./named-sources.js");
      await run(async (signal) => {
        const { options } = await namedSources(flags, call);
        const read = (wanted: readonly string[]) =>
          readSources(
            wanted.map((source) => sourceFrom(folder, source)),
            { ...options, signal },
          );
        return sql(sources, flags, read, terminal);
      });
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen sql proto/ --namespace main.shop           CREATE TABLE from .proto files
  $ zerobus-gen sql --diff main.shop.orders orders.json    ALTER TABLE, in the order of a roll-out
  $ zerobus-gen sql --grants --principal 0c5c… main.shop.orders

It prints SQL and runs none.`;
