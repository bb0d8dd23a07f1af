import type { Command } from "commander";
import { type CatalogFlags, catalogFlags, catalogSourceOfFlags } from "./flags.js";
import { type ReportFlags, reportFlags, reportOutputs } from "./report-flags.js";
import { sourceFrom } from "./source-from.js";
import { UsageError } from "./usage-error.js";
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
      return flags.proto === undefined
        ? ofProject(names, flags, call)
        : ofProto(flags.proto, names, flags, call);
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
    if (flags.table !== undefined) {
      throw new UsageError(
        "--table is for --proto",
        `name tables of the lock by themselves: check ${flags.table}`,
      );
    }
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

async function ofProto(proto: string, names: readonly string[], flags: Flags, call: Call): Promise<void> {
  const { checkProto } = await import("../commands/check-proto.js");
  const { namedSources } = await import("./named-sources.js");
  await call.run(async (signal) => {
    const { table, failOn, json } = flags;
    if (table === undefined || names.length > 0) {
      throw new UsageError(
        table === undefined ? "--proto needs the table it is for" : "--proto is compared with one table",
        `write check --proto ${proto} --table ${table ?? names[0] ?? "catalog.schema.table"}`,
      );
    }
    const { project, options } = await namedSources(flags, call);
    const policy = { ...project?.config.check, ...(failOn !== undefined && { failOn }) };
    const outputs = reportOutputs(flags, json);
    return checkProto(
      { proto: sourceFrom(call.folder, proto), shown: proto, table, policy, outputs },
      { catalog: options.catalog, signal },
      call.terminal,
    );
  });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen check                                      the lock against the live tables
  $ zerobus-gen check --env prod --fail-on warning         those of an environment, more strictly
  $ zerobus-gen check --format github --format sarif=drift.sarif
  $ zerobus-gen check --proto orders.proto --table main.shop.orders

A format that is a file is written there; markdown is added to what is in it. What is printed has one format.
Exit codes: 0 clean, 2 drift, 1 something could not be compared.`;
