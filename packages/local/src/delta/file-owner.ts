import { createHash, randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { errnoOf } from "./durable-file.js";

/**
 * Names that tell whose file it is, so that a later process can clear away what a killed one left:
 * `zerobus-<host>-<process id>-<GUID>.<suffix>`.
 */
const NAME = /^\.?zerobus-([0-9a-f]{8})-(\d+)-[0-9a-f-]{36}\./;

const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** No append takes longer than this from its first file to its commit. */
const LONGEST_APPEND_MS = 60 * 60 * 1000;

/** A new file name that no other writer uses and that bears this process's mark. */
export function ownedName(suffix: string): string {
  return `zerobus-${HOST}-${process.pid}-${randomUUID()}${suffix}`;
}

/**
 * Whether a file bears the mark of this store and its writer can no longer be working on it: the process is gone
 * from this machine, or the file is too old.
 */
export async function isAbandoned(directory: string, name: string): Promise<boolean> {
  const [, host, pid] = NAME.exec(name) ?? [];
  if (host === undefined) return false;
  if (host === HOST && !isRunning(Number(pid))) return true;
  const { mtimeMs } = await stat(join(directory, name));
  return Date.now() - mtimeMs > LONGEST_APPEND_MS;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM says that it runs for another user.
    return errnoOf(error) !== "ESRCH";
  }
}
