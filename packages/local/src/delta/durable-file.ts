import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Creates a file whose bytes survive a power cut. Its name does so only after {@link syncDirectory}.
 * Leaves no file behind when it fails.
 */
export async function writeSynced(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await discard(path);
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Gives a file its name in one step and only if nobody has that name: a hard link, because `rename` would replace
 * the other's file. `draft` is the hidden name it is written under.
 * @returns false when the name was taken
 */
export async function createExclusive(path: string, draft: string, text: string): Promise<boolean> {
  await writeSynced(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await discard(draft);
  }
}

/** Puts a complete file in place of whatever has that name. `draft` is the hidden name it is written under. */
export async function replaceSynced(path: string, draft: string, bytes: Uint8Array | string): Promise<void> {
  await writeSynced(draft, bytes);
  try {
    await rename(draft, path);
  } catch (error) {
    await discard(draft);
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Makes names created in a folder survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a folder, and makes its entries durable by itself.
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Creates a folder and those above it that are missing. The names of all of them are durable, whoever has made them. */
export async function makeDirectory(path: string): Promise<void> {
  const target = resolve(path);
  const first = await mkdir(target, { recursive: true });
  for (let folder = target; dirname(folder) !== folder; folder = dirname(folder)) {
    const synced = syncDirectory(dirname(folder));
    const isNew = first !== undefined && folder.length >= first.length;
    // A killed process may have made the others, and not got so far. Those that were always there need not let us.
    await (isNew ? synced : synced.catch(() => undefined));
  }
}

/** Removes a file that nothing refers to. One that cannot be removed now is a leftover for the next open. */
export async function discard(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}

/** The code of a file system error, such as `ENOSPC`. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
