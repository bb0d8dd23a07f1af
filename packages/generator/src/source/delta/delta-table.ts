import { basename, dirname, join, resolve } from "node:path";
import { type Problem, problemOf, type SchemaRead, tableLabel } from "@zerobus-gen/schema";
import { fileTableName, type Namespace } from "../file-table-name.js";
import { printable } from "../printable.js";
import { SourceError } from "../source-error.js";
import { readActions, TornCommit } from "./action-lines.js";
import { type LogFiles, listLog } from "./log-files.js";
import { concludeLog, type LogState, takeAction } from "./log-state.js";
import { checkpointActions } from "./read-checkpoint.js";

/** How a folder becomes a table. */
export interface DeltaTableOptions {
  /** Where the table is, unless the folder is called `catalog.schema.table`. */
  readonly namespace?: Namespace;
  readonly signal?: AbortSignal;
}

/**
 * Reads the table in a folder that holds a `_delta_log`, as its newest version has it. The log is read from its end,
 * no further than to what says how the table looks.
 *
 * @throws SourceError where the log cannot be read, or does not say
 */
export async function readDeltaTable(path: string, options: DeltaTableOptions = {}): Promise<SchemaRead> {
  const { namespace, signal } = options;
  const folder = basename(resolve(path)) === "_delta_log" ? dirname(resolve(path)) : path;
  const named = fileTableName(folder, namespace);
  if ("problem" in named) return { tables: [], problems: [problemOf(path, named.problem)] };
  const warnings: string[] = [];
  const state = await readLog(join(folder, "_delta_log"), warnings, signal);
  const { tables, problems } = concludeLog(state, named.name);
  const table = tableLabel(named.name);
  return {
    tables,
    problems: [
      ...problems,
      ...warnings.map((message): Problem => ({ severity: "warning", code: "MALFORMED", table, message })),
    ],
  };
}

async function readLog(log: string, warnings: string[], signal: AbortSignal | undefined): Promise<LogState> {
  try {
    const files = await listLog(log);
    if (files.hasStaged) {
      warnings.push("commits are staged that are not in the log yet: the catalog may know a newer schema");
    }
    const state: LogState = {};
    const missing = await walkBack(files, state, warnings, signal);
    if (state.metaData === undefined) throw noMetaData(log, files, missing, warnings);
    if (missing !== undefined)
      warnings.push(`version ${missing} is missing in the log; newer ones tell the schema`);
    return state;
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (signal?.aborted) throw new SourceError("reading was stopped");
    throw new SourceError(`cannot read ${log}: ${reasonOf(error)}`, "may this user read all of it?");
  }
}

/**
 * Goes from the newest version to older ones, until the state is known. A checkpoint has the state of its version; a
 * commit only what it changed.
 *
 * @returns a version that is not there, where the state is not whole for that
 */
async function walkBack(
  { commits, checkpoints, newest = -1 }: LogFiles,
  state: LogState,
  warnings: string[],
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  for (let version = newest; version >= 0; version--) {
    signal?.throwIfAborted();
    const commit = commits.get(version);
    if (commit !== undefined) {
      try {
        for (const action of await readActions(commit, signal)) takeAction(state, action);
      } catch (error) {
        // Only the last one can be in the middle of being written.
        if (!(error instanceof TornCommit) || version !== newest || newest === 0) throw inFile(commit, error);
        warnings.push(`the newest commit, ${basename(commit)}, does not count: ${error.message}`);
      }
    }
    if (isWhole(state)) return undefined;
    const all = checkpoints.get(version) ?? [];
    for (const files of all) {
      try {
        for await (const action of checkpointActions(files, signal)) {
          takeAction(state, action);
          if (isWhole(state)) return undefined;
        }
      } catch (error) {
        if (signal?.aborted) throw error;
        const names = files.paths.map((path) => basename(path)).join(", ");
        warnings.push(
          `the checkpoint ${names} cannot be read (${reasonOf(error)}); older files tell the rest`,
        );
      }
    }
    if (commit === undefined && all.length === 0) return version;
  }
  return undefined;
}

function isWhole({ metaData, protocol }: LogState): boolean {
  return metaData !== undefined && protocol !== undefined;
}

function noMetaData(
  log: string,
  { newest }: LogFiles,
  missing: number | undefined,
  warnings: readonly string[],
): SourceError {
  if (newest === undefined) return new SourceError(`${log} has no commits and no checkpoints`, hint);
  const gap = missing === undefined ? "" : `: version ${missing} is missing, and no newer one says it`;
  const more = warnings.map((warning) => `; ${warning}`).join("");
  return new SourceError(`${log} does not say what the table looks like${gap}${more}`, hint);
}

const hint = "copy the whole _delta_log, with its checkpoints";

function inFile(path: string, error: unknown): Error {
  return new Error(`${basename(path)}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
