import { Command, CommanderError, Help, type Option } from "commander";
import pc from "picocolors";
import { EXIT, type ExitCode } from "./commands/exit-code.js";
import type { Terminal } from "./terminal.js";
import type { Call } from "./verbs/verb.js";
import { VERBS } from "./verbs/verbs.js";
import { VERSION } from "./version.js";

/** Where a command line runs. Each absent: as the process. */
export interface Surroundings {
  /** The folder that paths are relative to. */
  readonly folder?: string;
  /** The environment variables. */
  readonly variables?: Call["variables"];
}

/** Runs the command line `zerobus-gen …`. Resolves with its exit code; what goes wrong is printed. */
export async function run(
  argv: readonly string[],
  terminal: Terminal,
  { folder = process.cwd(), variables = process.env }: Surroundings = {},
): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const call: Call = {
    terminal,
    folder,
    variables,
    program: async () => {
      for (const verb of VERBS) {
        const command = program.commands.find((each) => each.name() === verb.name);
        if (command !== undefined && !argv.includes(verb.name)) (await verb.load()).configure(command, call);
      }
      return program;
    },
    run: async (work) => {
      code = await untilStopped(work);
    },
  };
  const program = new Command("zerobus-gen")
    .description("Typed clients for Databricks Zerobus, generated from table schemas.")
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError("    --help says what there is")
    .configureHelp({ showGlobalOptions: true, optionDescription: describeOption })
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text) => printUsageError(text, terminal),
    })
    .option("-c, --config <file>", "the config (default: the zerobus.config.ts here or above)")
    .option("--json", "print one JSON document")
    .addHelpText("after", EXIT_CODES);

  try {
    for (const verb of VERBS) {
      const command = program.command(verb.name).description(verb.does);
      // The file of a verb that nobody named is not loaded.
      if (argv.includes(verb.name)) (await verb.load()).configure(command, call);
    }
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Help and version end that way too, with code 0.
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.clean;
    printError(error, argv.includes("--json"), terminal);
    return EXIT.failed;
  }
}

/** Runs what ends by Ctrl-C or SIGTERM at the latest. A second signal ends the process as it would anyway. */
async function untilStopped(work: Parameters<Call["run"]>[0]): Promise<ExitCode> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    return await work(abort.signal);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

/** A flag that is off, and a list that is empty, go without saying. */
function describeOption(this: void, option: Option): string {
  const { defaultValue, defaultValueDescription, description } = option;
  const isEmpty = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return isEmpty && defaultValueDescription === undefined
    ? description
    : Help.prototype.optionDescription(option);
}

/** What commander found wrong with the command line, as all other errors look. */
function printUsageError(text: string, { err, colours }: Terminal): void {
  const { red, dim } = pc.createColors(colours);
  const [first = "", ...rest] = text.trimEnd().split("\n");
  err(`${red("error")} ${first.replace(/^error: /, "")}`);
  for (const line of rest) err(dim(`    ${line.replace(/^\((.*)\)$/, "$1")}`));
}

function printError(error: unknown, json: boolean, terminal: Terminal): void {
  const { red, dim } = pc.createColors(terminal.colours);
  const message = (error instanceof Error ? error.message : String(error)).replace(/^error: /, "");
  const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  // Commander has printed its own.
  if (!(error instanceof CommanderError)) {
    terminal.err(`${red("error")} ${message}`);
    // Errors of the runtime have theirs in the message.
    if (typeof hint === "string" && hint !== "" && !message.includes(hint)) terminal.err(dim(`    ${hint}`));
  }
  if (json) terminal.out(JSON.stringify({ clean: false, error: { message, hint } }));
}

const EXIT_CODES = `
zerobus-gen <verb> --help has examples.

Exit codes:
  0  done
  1  it could not be done; the reason is printed
  2  the tables drifted (check, diff)
  3  generated files or the lock are stale (generate --check)`;
