import type { Command } from "commander";
import { type CatalogFlags, catalogFlags, parseNamespace } from "./flags.js";
import { type ReportFlags, reportFlags, reportOutputs } from "./report-flags.js";
import { sourceFrom } from "./source-from.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags, ReportFlags {
  readonly namespace?: { readonly catalog: string; readonly schema: string };
}

/** `zerobus-gen diff`. */
export function configure(command: Command, call: Call): void {
  const { terminal, folder, run } = call;
  catalogFlags(
    reportFlags(
      command
        .argument("<before>", "what producers were generated from: a lock, .json, .proto, a table, a pattern")
        .argument("<after>", "what the tables are, or will be"),
      folder,
    ),
  )
    .option(
      "--namespace <catalog.schema>",
      "where .proto messages without a table name belong",
      parseNamespace,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (before: string, after: string) => {
      const flags = command.optsWithGlobals<Flags>();
      const { diff } = await import("../commands/diff.js");
      const { settingsOf } = await import("../config/project.js");
      const { namedSources } = await import("./named-sources.js");
      const { readSources } = await import("../source/read-sources.js");
      await run(async (signal) => {
        const { project, options } = await namedSources(flags, call);
        const { failOn, json } = flags;
        const read = (source: string) => readSources([sourceFrom(folder, source)], { ...options, signal });
        return diff(
          read,
          {
            before,
            after,
            policy: { ...project?.config.check, ...(failOn !== undefined && { failOn }) },
            settingsOf: (name) => (project === undefined ? {} : settingsOf(project, name)),
            outputs: reportOutputs(flags, json),
            folder,
          },
          terminal,
        );
      });
    });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen diff zerobus.lock.json main.shop.orders    one table of the lock and the live one
  $ zerobus-gen diff 'dev.shop.*' 'prod.shop.*'            two catalogs
  $ git show main:zerobus.lock.json > base.json && zerobus-gen diff base.json zerobus.lock.json

Exit codes: 0 clean, 2 drift, 1 something could not be compared.`;
