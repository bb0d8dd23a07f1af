import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { formatLock, formatProblem, type Lock, type Problem, parseLock } from "@zerobus-gen/schema";

/** A lock that cannot be read or written: with everything that is wrong with it. */
export class LockError extends Error {
  override readonly name = "LockError";
  /** The mend. */
  readonly hint: string | undefined;
  /** What is wrong inside; empty where the file itself is. */
  readonly problems: readonly Problem[];

  constructor(message: string, hint?: string, problems: readonly Problem[] = []) {
    super(
      [message, ...problems.map((problem) => `  - ${formatProblem(problem).replaceAll("\n", "\n  ")}`)].join(
        "\n",
      ),
    );
    this.hint = hint;
    this.problems = problems;
  }
}

/** A lock as it lies on disk. */
export interface LockFile {
  readonly lock: Lock;
  /** With the line ends that we write; undefined where there is no file yet. */
  readonly text: string | undefined;
}

/**
 * Reads a lock; an empty one where there is no file.
 *
 * @param known what was read of it before, which is handed back while the file has that text
 * @throws LockError where it cannot be read
 */
export function readLockFile(path: string, known?: LockFile): LockFile {
  const text = readText(path);
  if (known !== undefined && known.text === text) return known;
  if (text === undefined) return { lock: { tables: [] }, text };
  const parsed = parseLock(text, path);
  if ("lock" in parsed) return { lock: parsed.lock, text };
  throw new LockError(`cannot read the lock ${path}`, undefined, parsed.problems);
}

function readText(path: string): string | undefined {
  try {
    // Git may have given it the line ends of Windows: that is no change of the lock.
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LockError(
      `cannot read the lock ${path}: ${reason}`,
      "another path can stand in the config: lock",
    );
  }
}

let writes = 0;

/**
 * Changes a lock. It is read again first, in the same turn, so that what others wrote meanwhile stays; the file is there
 * whole or as it was before.
 *
 * @param known what was read of it before: while the file has that text, it need not be taken apart again
 * @returns whether the file is another now
 * @throws LockError where it cannot be read or written
 */
export function updateLockFile(path: string, change: (lock: Lock) => Lock, known?: LockFile): boolean {
  const { lock, text } = readLockFile(path, known);
  const next = formatLock(change(lock));
  if (next === text) return false;
  const partial = `${path}.${process.pid}-${++writes}.partial`;
  try {
    writeFileSync(partial, next, { flag: "wx" });
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new LockError(
      `cannot write the lock ${path}: ${reason}`,
      "check that its folder can be written to",
    );
  }
  return true;
}
