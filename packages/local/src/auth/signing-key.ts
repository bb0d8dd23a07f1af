import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

const KEY_BYTES = 32;

/** A key that nobody has yet. */
export function newSigningKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * The key that this directory's tokens are signed with, made on first use. It is kept on disk, readable by
 * its owner alone, so that a client's cached token outlives a restart of the server.
 */
export async function loadSigningKey(directory: string): Promise<Buffer> {
  const file = join(directory, "signing.key");
  const existing = await readFile(file).catch(() => undefined);
  if (existing?.length === KEY_BYTES) return existing;
  const key = newSigningKey();
  // One server at a time has the directory: what lies there under this name is of one that was killed.
  const draft = `${file}.draft`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(key);
    // A key of zeros, which a power cut can make of it, could be guessed.
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  return key;
}
