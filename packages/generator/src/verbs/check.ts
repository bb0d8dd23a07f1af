import { resolve } from "node:path";
import type { Command } from "commander";
import { type CatalogFlags, catalogFlags, catalogSourceOfFlags } from "./flags.js";
import { type ReportFlags, reportFlags, reportOutputs } from "./report-flags.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags, ReportFlags {
  readonly proto?: string;
  readonly table?: string;
}

/** `zerobus-gen check`. */
export function configure(command: Command, call: Call): void {
  catalogFlags(
    reportFlags(
      command.argument("[table...]", "only these tables of the lock: full names or patterns (default: all)"),
      call.folder,
    ),
  )
    .option("--proto <file>", "compare a hand-written .proto, instead of the lock, with the table of --table")
    .option("--table <name>", "full name of that table")
    .addHelpText("after", EXAMPLES)
    .action((names: string[]) => {
      const flags = command.optsWithGlobals<Flags>();
      return flags.proto === undefined ? ofProject(names, flags, call) : ofProto(flags.proto, flags, call);
    });
}

async function ofProject(
  names: readonly string[],
  flags: Flags,
  { terminal, folder, variables, run }: Call,
): Promise<void> {
  const { check } = await import("../commands/check.js");
  const { loadProject } = await import("../config/project.js");
  await run(async (signal) => {
    const project = await loadProject(folder, flags.config);
    const { env, failOn, json } = flags;
    const reading = { flags: catalogSourceOfFlags(flags), variables, signal };
    return check(
      project,
      { names, env, failOn, outputs: reportOutputs(flags, json), folder, reading },
      terminal,
    );
  });
}

async function ofProto(
  proto: string,
  flags: Flags,
  { terminal, folder, variables, run }: Call,
): Promise<void> {
  const { checkProto } = await import("../commands/check-proto.js");
  const { catalogSettings } = await import("../source/catalog-settings.js");
  await run((signal) => {
    const { table, failOn, json } = flags;
    if (table === undefined)
      throw new Error("--proto needs the table it is for: --table catalog.schema.table");
    const catalog = () => catalogSettings(catalogSourceOfFlags(flags), variables);
    const options = {
      proto: resolve(folder, proto),
      shown: proto,
      table,
      failOn,
      outputs: reportOutputs(flags, json),
    };
    return checkProto(options, { catalog, signal }, terminal);
  });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen check                                      the lock against the live tables
  $ zerobus-gen check --env prod --fail-on warning         those of an environment, more strictly
  $ zerobus-gen check --format github --format sarif=drift.sarif
  $ zerobus-gen check --proto orders.proto --table main.shop.orders

Exit codes: 0 clean, 2 drift, 1 something could not be compared.`;
