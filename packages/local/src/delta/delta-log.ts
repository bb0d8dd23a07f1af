import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Action, readAction } from "./actions.js";
import { DeltaError } from "./delta-error.js";
import { createExclusive, errnoOf } from "./durable-file.js";
import { ownedName } from "./file-owner.js";

/** A checkpoint whose parts are all there. */
export interface CheckpointFiles {
  readonly version: number;
  readonly names: readonly string[];
}

/** What a `_delta_log` holds, each list ascending by version. */
export interface LogListing {
  readonly commits: readonly number[];
  readonly checkpoints: readonly CheckpointFiles[];
}

const COMMIT = /^(\d{20})\.json$/;
const CHECKPOINT = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;

/** The folder of a table that holds its log. */
export function logDirectory(table: string): string {
  return join(table, "_delta_log");
}

/** The name of a log file: the version in 20 digits, then what it is. */
export function logFileName(version: number, suffix: string): string {
  return `${String(version).padStart(20, "0")}.${suffix}`;
}

/** Lists the log. A folder that does not exist holds nothing. */
export async function listLog(log: string): Promise<LogListing> {
  const names = await readdir(log).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return [];
    throw error;
  });
  const commits = names.map((name) => COMMIT.exec(name)?.[1]).filter((version) => version !== undefined);
  return { commits: commits.map(Number).sort((a, b) => a - b), checkpoints: checkpointsAmong(names) };
}

function checkpointsAmong(names: readonly string[]): readonly CheckpointFiles[] {
  const found = new Map<string, { version: number; total: number; names: string[] }>();
  for (const name of names.toSorted()) {
    const [, version, , total = "1"] = CHECKPOINT.exec(name) ?? [];
    if (version === undefined) continue;
    const key = `${version}/${total}`;
    const parts = found.get(key) ?? { version: Number(version), total: Number(total), names: [] };
    parts.names.push(name);
    found.set(key, parts);
  }
  return [...found.values()]
    .filter(({ names, total }) => names.length === total)
    .map(({ version, names }) => ({ version, names }))
    .sort((a, b) => a.version - b.version);
}

/**
 * The actions of one version, or `undefined` when there is no such version.
 * @throws {DeltaError} `corrupt_table` when the entry does not parse
 */
export async function readCommit(log: string, version: number): Promise<readonly Action[] | undefined> {
  const name = logFileName(version, "json");
  const text = await readFile(join(log, name), "utf8").catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  try {
    if (lines.length === 0) throw new TypeError("it is empty");
    return lines.map((line) => readAction(JSON.parse(line))).filter((action) => action !== undefined);
  } catch (cause) {
    throw new DeltaError("corrupt_table", `log entry ${join(log, name)} cannot be read: ${String(cause)}`, {
      cause,
    });
  }
}

/**
 * Claims a version with these actions. The entry is complete and synced before it has its name; the name itself is
 * durable only once the caller has synced the folder.
 * @returns false when another writer has that version already
 */
export function writeCommit(log: string, version: number, actions: readonly Action[]): Promise<boolean> {
  const text = actions.map((action) => `${JSON.stringify(action)}\n`).join("");
  return createExclusive(join(log, logFileName(version, "json")), join(log, `.${ownedName(".tmp")}`), text);
}
