import type { Stats } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { escapeControls } from "../printable.js";
import { SourceError } from "../source-error.js";
import { descriptorFile } from "../tell-source.js";

/** What lies in a folder and below, by what it may be. Paths begin with that of the folder, and are sorted. */
export interface FolderFiles {
  readonly proto: readonly string[];
  readonly json: readonly string[];
  readonly descriptors: readonly string[];
  /** Folders below that hold a `_delta_log`. What is in them is data, and not listed. */
  readonly deltaTables: readonly string[];
  /** How many others there are. */
  readonly others: number;
}

/** More than these is a disk, or data, and no folder of schemas. */
export const maxEntries: number = 100_000;

/**
 * Lists a folder and those below it, without what is hidden and `node_modules`. Links are followed; a folder or file
 * that several paths lead to counts once, and a link that leads nowhere is nothing.
 *
 * @param most entries to look at
 * @throws SourceError where a folder cannot be read, where there is more, or where the signal stopped it
 */
export async function folderFiles(
  path: string,
  signal?: AbortSignal,
  most: number = maxEntries,
): Promise<FolderFiles> {
  const lists: Record<FileKind, string[]> = { proto: [], json: [], descriptors: [], others: [] };
  const deltaTables: string[] = [];
  const seen = new Set<string>();
  const isNew = (real: string): boolean => seen.size < seen.add(real).size;
  const folders = [path];
  let entries = 0;
  // It grows while it is walked.
  for (const folder of folders) {
    if (signal?.aborted) throw new SourceError("reading was stopped");
    const real = await realpath(folder).catch(refuse(folder));
    if (!isNew(real)) continue;
    const inside = await readdir(folder, { withFileTypes: true }).catch(refuse(folder));
    if (folder !== path && inside.some(({ name }) => name === "_delta_log")) {
      deltaTables.push(folder);
      continue;
    }
    entries += inside.length;
    if (entries > most) throw tooMany(path, most);
    for (const entry of inside) {
      const { name } = entry;
      if (name.startsWith(".") || name === "node_modules") continue;
      const each = join(folder, name);
      const target = entry.isSymbolicLink() ? await targetOf(each) : { kind: entry, real: join(real, name) };
      if (target?.kind.isDirectory()) folders.push(each);
      else if (target?.kind.isFile() && isNew(target.real)) lists[kindOf(name)].push(each);
    }
  }
  const { others, ...known } = lists;
  for (const list of [...Object.values(known), deltaTables]) list.sort();
  return { ...known, deltaTables, others: others.length };
}

type FileKind = "proto" | "json" | "descriptors" | "others";

function kindOf(name: string): FileKind {
  if (name.endsWith(".proto")) return "proto";
  if (/\.json$/i.test(name)) return "json";
  return descriptorFile.test(name) ? "descriptors" : "others";
}

/** Where a link leads; undefined where to nothing, or round in a circle. */
async function targetOf(
  path: string,
): Promise<{ readonly kind: Pick<Stats, "isDirectory" | "isFile">; readonly real: string } | undefined> {
  try {
    return { kind: await stat(path), real: await realpath(path) };
  } catch {
    return undefined;
  }
}

function refuse(folder: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(
      `cannot read ${escapeControls(folder)}: ${escapeControls(reason)}`,
      "may this user read all of it?",
    );
  };
}

function tooMany(path: string, most: number): SourceError {
  return new SourceError(
    `${path} has more than ${most} files and folders in it`,
    "name the folder that the tables are in, or single files",
  );
}
