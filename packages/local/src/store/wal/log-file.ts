import { type FileHandle, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { errnoOf, makeDirectory, syncDirectory } from "../../delta/durable-file.js";

/** Creates an empty file, and its folder if need be; the name is durable. */
export async function createLogFile(path: string): Promise<void> {
  const folder = dirname(path);
  await makeDirectory(folder);
  await (await open(path, "wx")).close();
  await syncDirectory(folder);
}

/** Writes behind the first `at` bytes of a file that exists; durable when it resolves. */
export async function appendSynced(path: string, at: number, bytes: Uint8Array): Promise<void> {
  await changing(path, async (file) => {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at + written);
      if (bytesWritten === 0) throw new Error("the disk takes no more bytes");
      written += bytesWritten;
    }
  });
}

/** Cuts a file off; durable when it resolves. */
export async function truncateSynced(path: string, length: number): Promise<void> {
  await changing(path, (file) => file.truncate(length));
}

/** Removes a file for good. */
export async function removeSynced(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncDirectory(dirname(path));
}

export function readLogFile(path: string): Promise<Buffer> {
  return readFile(path);
}

/** The names in a folder. One that does not exist holds nothing. */
export async function listLogFiles(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
}

async function changing(path: string, change: (file: FileHandle) => Promise<void>): Promise<void> {
  // Opened anew each time: what somebody has deleted must not take rows.
  const file = await open(path, "r+");
  try {
    await change(file);
    await file.datasync();
  } finally {
    await file.close();
  }
}
