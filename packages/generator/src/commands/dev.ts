import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalOptions, LocalZerobus } from "@zerobus-gen/local";
import type { Terminal } from "../terminal.js";
import { Changes } from "./changes.js";
import { type DevOutput, jsonOutput, textOutput } from "./dev-output.js";
import type { DevTables } from "./dev-tables.js";
import { EXIT, type ExitCode } from "./exit-code.js";

/** How `dev` was called. */
export interface DevOptions {
  /** Of the server. Its folder is absolute. */
  readonly server: Pick<
    LocalOptions,
    "port" | "dir" | "faults" | "ack" | "materializeEveryMs" | "tokenLifeMs" | "drift"
  >;
  /** The folder as it is shown; undefined where the tables are in memory. */
  readonly shownDir: string | undefined;
  readonly tables: DevTables;
  /** The lock that the tables are compared with, again when it changes. */
  readonly lock: string;
  /** Print events, a line of JSON each, instead of text. */
  readonly json: boolean;
}

/** Runs the local server until the signal fires. Tables whose files change meanwhile are altered. */
export async function dev(options: DevOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { tables, lock, json } = options;
  const output = json ? jsonOutput(terminal) : textOutput(terminal);
  using changes = new Changes();
  changes.watch([...tables.files, lock]);
  const infos = await tables.read();
  const known = new Map<string, string>();
  const local = await start(options.server, output, async (started) => {
    await followAll(started, infos, known);
  });
  try {
    output.started(local, options.shownDir);
    await followFiles(local, options, { known, changes }, terminal, signal);
  } finally {
    await local.close();
    output.stopped();
  }
  return EXIT.clean;
}

/** Has the tables follow their files until the signal fires. */
async function followFiles(
  local: LocalZerobus,
  { tables }: DevOptions,
  { known, changes }: { readonly known: Map<string, string>; readonly changes: Changes },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  for (await changes.next(signal); !signal.aborted; await changes.next(signal)) {
    try {
      await followAll(local, await tables.read(), known);
      local.compareAgain();
    } catch (error) {
      terminal.err(`error ${messageOf(error)}`);
    }
  }
}

/** Starts the server with its tables. One that does not start leaves no folder behind that was not there before. */
async function start(
  server: DevOptions["server"],
  { log, onEvent }: DevOutput,
  createTables: (local: LocalZerobus) => Promise<void>,
): Promise<LocalZerobus> {
  // Loaded here, so that no other command waits for it.
  const { startLocal } = await import("@zerobus-gen/local");
  const { dir } = server;
  const made = dir === undefined ? undefined : await mkdir(dir, { recursive: true });
  let local: LocalZerobus | undefined;
  try {
    // Rows, and a key: nothing that belongs into a repository.
    if (dir !== undefined && made !== undefined) await writeFile(join(dir, ".gitignore"), "*\n");
    local = await startLocal({ ...server, log, onEvent });
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
