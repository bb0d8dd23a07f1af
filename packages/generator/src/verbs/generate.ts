import { resolve } from "node:path";
import type { Command } from "commander";
import { type CatalogFlags, catalogSourceOfFlags, parseNamespace } from "./flags.js";
import { sourceFrom } from "./source-from.js";
import type { Call, GlobalFlags } from "./verb.js";

interface Flags extends GlobalFlags, CatalogFlags {
  readonly out?: string;
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly namespace?: { readonly catalog: string; readonly schema: string };
}

/** `zerobus-gen generate`. */
export function configure(command: Command, call: Call): void {
  command
    .argument(
      "[source...]",
      "what to read instead of the config's tables: .proto, table JSON, folders of these, names of tables",
    )
    .option("-o, --out <dir>", "folder to write to (default: the config's, or src/tables)")
    .option("--check", "write nothing; exit 3 when the files are not what they would be", false)
    .option("--dry-run", "write nothing; print what would change", false)
    .option("--watch", "generate again when the config, the lock or a local source changes", false)
    .option("--env <name>", "environment of the config whose table names the code is for")
    .option("--host <address>", "Unity Catalog to read named sources from (default: DATABRICKS_HOST)")
    .option("--profile <name>", "profile of ~/.databrickscfg")
    .option("--token-command <command>", "program that prints a token for the catalog")
    .option(
      "--namespace <catalog.schema>",
      "where .proto messages without a table name of their own belong",
      parseNamespace,
    )
    .addHelpText("after", EXAMPLES)
    .action((sources: string[]) => {
      const flags = command.optsWithGlobals<Flags>();
      return sources.length > 0 ? fromSources(sources, flags, call) : fromProject(flags, call);
    });
}

async function fromSources(sources: readonly string[], flags: Flags, call: Call): Promise<void> {
  const { generate } = await import("../commands/generate.js");
  const { readSources } = await import("../source/read-sources.js");
  const { catalogSettings } = await import("../source/catalog/catalog-settings.js");
  const { out = "src/tables", check, dryRun, json = false, namespace, watch } = flags;
  await call.run(async (signal) => {
    if (watch) throw new Error("--watch watches the sources of a config: name them there, and none here");
    const read = await readSources(
      sources.map((source) => sourceFrom(call.folder, source)),
      {
        catalog: () => catalogSettings(catalogSourceOfFlags(flags), call.variables),
        ...(namespace && { namespace }),
        signal,
      },
    );
    const options = { out: resolve(call.folder, out), folder: call.folder, check, dryRun, json };
    return generate(read, options, call.terminal);
  });
}

async function fromProject(flags: Flags, { terminal, folder, run }: Call): Promise<void> {
  const { generateProject } = await import("../commands/generate-project.js");
  const { loadProject } = await import("../config/project.js");
  const { out, check, dryRun, json = false, watch, env } = flags;
  await run(async (signal) => {
    const options = {
      folder,
      check,
      dryRun,
      json,
      ...(out !== undefined && { out: resolve(folder, out) }),
      ...(env !== undefined && { env }),
    };
    if (!watch) return generateProject(await loadProject(folder, flags.config), options, terminal, signal);
    const { watchProject } = await import("../commands/watch-project.js");
    return watchProject({ folder, file: flags.config }, options, terminal, signal);
  });
}

const EXAMPLES = `
Examples:
  $ zerobus-gen generate                                  the tables of the config and its lock
  $ zerobus-gen generate --check                          in CI: needs no network
  $ zerobus-gen generate --watch                          while you work on .proto or .json files
  $ zerobus-gen generate proto/ --out src/tables          without a config, from .proto files
  $ zerobus-gen generate orders.json                      from a saved catalog answer; a folder has several
  $ zerobus-gen generate main.shop.orders                 from the live catalog

The live catalog is DATABRICKS_HOST with DATABRICKS_TOKEN, or with DATABRICKS_CLIENT_ID and
DATABRICKS_CLIENT_SECRET; or a local server at ZEROBUS_EMULATOR_HOST.`;
