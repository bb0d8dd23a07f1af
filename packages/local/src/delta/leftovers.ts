import { readdir, readFile, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { listLog, logDirectory, logFileName } from "./delta-log.js";
import { discard } from "./durable-file.js";
import { isAbandoned } from "./file-owner.js";
import type { Snapshot } from "./snapshot.js";

/**
 * Removes what killed writers of this store left in a table: drafts in the log, and data files that no commit has
 * ever named. Files of others, and of writers that may still be at work, stay.
 */
export async function removeLeftovers(table: string, snapshot: Snapshot): Promise<void> {
  const log = logDirectory(table);
  const drafts = (await readdir(log)).filter((name) => name.endsWith(".tmp"));
  for (const name of await abandonedOf(log, drafts)) await discard(join(log, name));

  const unnamed = (await readdir(table)).filter(
    (name) => name.endsWith(".parquet") && !snapshot.files.has(name) && !snapshot.tombstones.has(name),
  );
  const orphans = await abandonedOf(table, unnamed);
  // Their writers are gone: what the log does not name by now it never will.
  const named = orphans.length === 0 ? "" : await textOfCommits(log);
  for (const name of orphans) if (!named.includes(name)) await discard(join(table, name));
}

/**
 * Removes the folder of a table that was never made, because its writer was killed before the first commit. One in which
 * anything else lies stays.
 */
export async function removeUnborn(table: string): Promise<void> {
  const log = logDirectory(table);
  try {
    for (const name of await abandonedOf(log, await readdir(log))) await discard(join(log, name));
    await rmdir(log);
    await rmdir(table);
  } catch {
    // Not empty, or not ours to remove.
  }
}

async function abandonedOf(directory: string, names: readonly string[]): Promise<readonly string[]> {
  const abandoned: string[] = [];
  for (const name of names) if (await isAbandoned(directory, name)) abandoned.push(name);
  return abandoned;
}

async function textOfCommits(log: string): Promise<string> {
  const { commits } = await listLog(log);
  const texts: string[] = [];
  for (const version of commits) texts.push(await readFile(join(log, logFileName(version, "json")), "utf8"));
  return texts.join("");
}
