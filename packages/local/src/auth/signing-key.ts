import { randomBytes, randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
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
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, key, { mode: 0o600, flag: "wx" });
  await rename(draft, file);
  return key;
}
