import { Command, CommanderError, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { dev } from "./commands/dev.js";
import { EXIT, type ExitCode } from "./commands/exit-code.js";
import { generate } from "./commands/generate.js";
import { catalogSettings } from "./source/catalog-settings.js";
import { readSources } from "./source/read-sources.js";
import type { Terminal } from "./terminal.js";
import { VERSION } from "./version.js";

/** Runs the command line `zerobus-gen …`. Resolves with its exit code; what goes wrong is printed. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const program = new Command("zerobus-gen")
    .description("Typed clients for Databricks Zerobus, generated from table schemas.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .addHelpText("after", EXIT_CODES);

  program
    .command("generate")
    .description("Write one typed client for each table.")
    .argument("<source...>", "folders of .proto files, table JSON files, or full names of catalog tables")
    .option("-o, --out <dir>", "folder to write to", "src/tables")
    .option("--check", "write nothing; exit 3 when the files are not what they would be", false)
    .option("--host <address>", "Unity Catalog to read named tables from (default: DATABRICKS_HOST)")
    .option(
      "--namespace <catalog.schema>",
      "where .proto messages without a table name of their own belong",
      parseNamespace,
    )
    .option("--json", "print one JSON document", false)
    .addHelpText("after", GENERATE_EXAMPLES)
    .action(async (sources: string[], options: GenerateFlags) => {
      const { host, namespace } = options;
      const read = await readSources(sources, {
        catalog: () => catalogSettings({ host }, process.env),
        ...(namespace === undefined ? {} : { namespace }),
      });
      code = generate(read, options, terminal);
    });

  program
    .command("dev")
    .description("Run a local Zerobus: ingest, OAuth and Unity Catalog, with Delta tables on disk.")
    .option("-p, --port <number>", "port on 127.0.0.1; 0 takes a free one", parsePort, 8099)
    .option("-d, --dir <dir>", "folder for the tables", ".zerobus")
    .option("-t, --table <file...>", "table JSON files to create tables from", [])
    .option("--json", "print the addresses as one line of JSON", false)
    .addHelpText("after", DEV_EXAMPLES)
    .action(async ({ table, ...options }: DevFlags) => {
      code = await untilStopped((signal) => dev({ ...options, tables: table }, terminal, signal));
    });

  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its own; help and version end that way too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.failed;
    printError(error, argv.includes("--json"), terminal);
    return EXIT.failed;
  }
}

interface GenerateFlags {
  readonly out: string;
  readonly check: boolean;
  readonly json: boolean;
  readonly host?: string;
  readonly namespace?: { readonly catalog: string; readonly schema: string };
}

interface DevFlags {
  readonly port: number;
  readonly dir: string;
  readonly table: readonly string[];
  readonly json: boolean;
}

/** Runs a command that ends by Ctrl-C or SIGTERM. A second signal ends the process as it would anyway. */
async function untilStopped(command: (signal: AbortSignal) => Promise<ExitCode>): Promise<ExitCode> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    return await command(abort.signal);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

function printError(error: unknown, json: boolean, terminal: Terminal): void {
  const { red, dim } = pc.createColors(terminal.colours);
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  terminal.err(`${red("error")} ${message}`);
  if (typeof hint === "string") terminal.err(dim(`    ${hint}`));
  if (json) terminal.out(JSON.stringify({ clean: false, error: { message, hint } }));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

function parseNamespace(text: string): { readonly catalog: string; readonly schema: string } {
  const [catalog, schema, ...rest] = text.split(".");
  if (!catalog || !schema || rest.length > 0) throw new InvalidArgumentError("Write it as catalog.schema.");
  return { catalog, schema };
}

const EXIT_CODES = `
Exit codes:
  0  done
  1  it could not be done; the reason is printed
  3  generated files are stale (generate --check)`;

const GENERATE_EXAMPLES = `
Examples:
  $ zerobus-gen generate proto/                           from a folder of .proto files
  $ zerobus-gen generate orders.json --out src/tables     from a saved catalog answer
  $ zerobus-gen generate main.shop.orders                 from the live catalog
  $ zerobus-gen generate main.shop.orders --check         in CI

The live catalog is DATABRICKS_HOST with DATABRICKS_TOKEN, or with DATABRICKS_CLIENT_ID and
DATABRICKS_CLIENT_SECRET; or a local server at ZEROBUS_EMULATOR_HOST.`;

const DEV_EXAMPLES = `
Examples:
  $ zerobus-gen dev --table orders.json
  $ zerobus-gen dev --port 0 --dir /tmp/tables --json`;
