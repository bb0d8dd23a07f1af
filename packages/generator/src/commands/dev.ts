import { readFile } from "node:fs/promises";
import pc from "picocolors";
import { SourceError } from "../source/source-error.js";
import type { Terminal } from "../terminal.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `dev` was called. */
export interface DevOptions {
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Folder that the tables live in. */
  readonly dir: string;
  /** Table JSON files to create tables from. */
  readonly tables: readonly string[];
  /** Print the addresses as one line of JSON instead of text. */
  readonly json: boolean;
}

/** Runs the local server until the signal fires. */
export async function dev(options: DevOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  // Loaded here, so that no other command waits for it.
  const { startLocal } = await import("@zerobus-gen/local");
  const tables = await Promise.all(options.tables.map(readTable));
  const log = options.json ? () => {} : terminal.err;
  await using local = await startLocal({ port: options.port, dir: options.dir, tables, log });
  const { endpoint, catalog } = local;
  if (options.json) {
    terminal.out(JSON.stringify({ endpoint, catalog }));
  } else {
    const { bold, cyan, dim } = pc.createColors(terminal.colours);
    terminal.out(`${bold("Local Zerobus")} at ${cyan(endpoint)}, tables in ${options.dir}`);
    for (const { fullName } of local.tables()) terminal.out(`  ${fullName}`);
    terminal.out(dim(`Point a client at it: export ZEROBUS_EMULATOR_HOST=${new URL(endpoint).host}`));
    terminal.out(dim("Ctrl-C stops it."));
  }
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  return EXIT.clean;
}

async function readTable(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`cannot read the table ${path}: ${reason}`, "name a file with a table as JSON");
  }
}
