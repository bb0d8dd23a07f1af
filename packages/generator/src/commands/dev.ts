import { mkdir, rm } from "node:fs/promises";
import type { LocalZerobus } from "@zerobus-gen/local";
import pc from "picocolors";
import type { Terminal } from "../terminal.js";
import { Changes } from "./changes.js";
import type { DevTables } from "./dev-tables.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `dev` was called. */
export interface DevOptions {
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Folder that the tables live in, absolute. */
  readonly dir: string;
  /** The same as it is shown. */
  readonly shownDir: string;
  readonly tables: DevTables;
  /** Print the addresses as one line of JSON instead of text. */
  readonly json: boolean;
}

/** Runs the local server until the signal fires. Tables whose files change meanwhile are altered. */
export async function dev(options: DevOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { tables, json } = options;
  using changes = new Changes();
  changes.watch(tables.files);
  const infos = await tables.read();
  const known = new Map<string, string>();
  // Says itself what it does to tables.
  await using local = await start(options, json ? () => {} : terminal.err, async (started) => {
    await followAll(started, infos, known);
  });
  const { endpoint, catalog } = local;
  if (json) {
    terminal.out(JSON.stringify({ endpoint, catalog }));
  } else {
    const { bold, cyan, dim } = pc.createColors(terminal.colours);
    terminal.out(`${bold("Local Zerobus")} at ${cyan(endpoint)}, tables in ${options.shownDir}`);
    for (const { fullName } of local.tables()) terminal.out(`  ${fullName}`);
    terminal.out(dim(`Point a client at it: export ZEROBUS_EMULATOR_HOST=${new URL(endpoint).host}`));
    terminal.out(dim("Ctrl-C stops it."));
  }
  for (await changes.next(signal); !signal.aborted; await changes.next(signal)) {
    try {
      await followAll(local, await tables.read(), known);
    } catch (error) {
      terminal.err(`error ${messageOf(error)}`);
    }
  }
  return EXIT.clean;
}

/** Starts the server with its tables. One that does not start leaves no folder behind that was not there before. */
async function start(
  { port, dir }: DevOptions,
  log: (line: string) => void,
  createTables: (local: LocalZerobus) => Promise<void>,
): Promise<LocalZerobus> {
  // Loaded here, so that no other command waits for it.
  const { startLocal } = await import("@zerobus-gen/local");
  const made = await mkdir(dir, { recursive: true });
  let local: LocalZerobus | undefined;
  try {
    local = await startLocal({ port, dir, log });
    await createTables(local);
    return local;
  } catch (error) {
    await local?.close();
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

/** Follows every table, whatever becomes of one. @throws Error with all that went wrong */
async function followAll(
  local: LocalZerobus,
  infos: readonly unknown[],
  known: Map<string, string>,
): Promise<void> {
  const errors: unknown[] = [];
  for (const info of infos) {
    await follow(local, info, known).catch((error: unknown) => errors.push(error));
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new Error(errors.map(messageOf).join("\n"));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Creates the table, or alters the one that is there with other columns. One that was not changed is left alone. */
async function follow(local: LocalZerobus, info: unknown, known: Map<string, string>): Promise<void> {
  const text = JSON.stringify(info);
  if ([...known.values()].includes(text)) return;
  try {
    const { fullName } = await local.createTable(info);
    known.set(fullName, text);
  } catch (error) {
    const isThere = error instanceof Error && error.name === "TableExistsError";
    if (!isThere) throw error;
    const { fullName } = await local.alterTable(info);
    known.set(fullName, text);
  }
}
