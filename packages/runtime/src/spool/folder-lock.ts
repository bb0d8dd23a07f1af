import { randomUUID } from "node:crypto";
import {
  closeSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { ZerobusError } from "../errors.js";
import { type LockHolder, livenessOf, ourselves } from "./lock-holder.js";
import { isErrno } from "./spool-error.js";

/** How often the holder of a lock says that it is alive. */
export const BEAT_MS = 2_000;

/** A holder that cannot be looked at, on another host for one, counts as dead when it has said nothing for this long. */
export const SILENCE_MS = 20_000;

const LOCK = /^lock-(\d{8})$/;
const DRAFT = "lock-draft-";

/** The locks that this copy of this module holds. */
const held = new Set<string>();

/** The right of one stream to a folder, until it is released. */
export interface FolderLock {
  /** Says that the holder is alive. False when the lock was taken away: somebody deleted it, or took it over. */
  beat(): boolean;
  /** Gives it up. Never throws. */
  release(): void;
}

/**
 * Takes the lock of a folder; that of a process that died is taken over.
 *
 * A lock is a file with a number, and the highest one counts. It is taken by creating the next higher file, which
 * only one can, and it is released by emptying the file. The highest file is never removed: a process that acts on
 * an old look at the folder creates a number that is not the highest any more, sees that, and looks again.
 *
 * @throws ZerobusError `spool` that names the holder; otherwise what the operating system said.
 */
export function lockFolder(folder: string, table: string): FolderLock {
  const owner = randomUUID();
  const content = JSON.stringify(ourselves(owner));
  const draft = join(folder, `${DRAFT}${owner}`);
  writeFileSync(draft, content, { flag: "wx", mode: 0o600 });
  try {
    const file = take(folder, draft, table);
    held.add(owner);
    sweep(folder, file, statSync(draft).mtimeMs);
    return {
      beat: () => held.has(owner) && rewrite(file, content),
      release() {
        if (!held.delete(owner)) return;
        try {
          if (readFileSync(file, "utf8") === content) truncateSync(file, 0);
        } catch {
          // It is gone, or the folder is: nobody is kept out.
        }
      },
    };
  } finally {
    unlinkSync(draft);
  }
}

/** The file that is now the highest, and ours. */
function take(folder: string, draft: string, table: string): string {
  for (;;) {
    const highest = highestIn(folder);
    if (highest > 0) requireFree(folder, fileOf(folder, highest), draft, table);
    const file = fileOf(folder, highest + 1);
    if (!linkNew(draft, file)) continue;
    if (highestIn(folder) === highest + 1) return file;
    ifThere(() => unlinkSync(file));
  }
}

/** @throws ZerobusError `spool` unless the holder of a lock is dead, or has released it. */
function requireFree(folder: string, file: string, draft: string, table: string): void {
  const holder = readHolder(file);
  if (holder === undefined) return;
  const liveness = livenessOf(holder, held.has(holder.owner));
  if (liveness === "dead") return;
  if (liveness === "unknown" && silenceOf(file, draft) >= SILENCE_MS) return;
  const isHere = holder.pid === process.pid && liveness === "alive";
  const who = isHere ? "another stream of this process" : `a process on ${holder.host}`;
  const wait = `if that has ended, its lock is free after ${SILENCE_MS / 1000} s`;
  throw new ZerobusError("spool", `the spool ${folder} is in use by ${who} (process id ${holder.pid})`, {
    table,
    hint: `stop that one, or give each its own spool.dir${liveness === "unknown" ? `; ${wait}` : ""}`,
  });
}

/** Undefined when the file names nobody, or is not there any more. */
function readHolder(file: string): LockHolder | undefined {
  const content = ifThere(() => readFileSync(file, "utf8"));
  try {
    const { pid, owner, host, realm, started }: Partial<LockHolder> = JSON.parse(content ?? "");
    return { pid: Number(pid), owner: String(owner), host: String(host), realm, started };
  } catch {
    return undefined;
  }
}

/** Milliseconds since the last beat. Both times are the file system's, which may be another machine. */
function silenceOf(file: string, draft: string): number {
  const beat = ifThere(() => statSync(file).mtimeMs);
  return beat === undefined ? SILENCE_MS : statSync(draft).mtimeMs - beat;
}

/** Removes lower locks, and what processes left that died while they took one. */
function sweep(folder: string, file: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const other = join(folder, name);
    if (other === file) continue;
    ifThere(() => {
      const isOldDraft = name.startsWith(DRAFT) && now - statSync(other).mtimeMs >= SILENCE_MS;
      if (isOldDraft || (LOCK.test(name) && other < file)) unlinkSync(other);
    });
  }
}

/** Writes the same again, which sets the file's time to now. False when it is not ours any more. */
function rewrite(file: string, content: string): boolean {
  try {
    if (readFileSync(file, "utf8") !== content) return false;
    const fd = openSync(file, "r+");
    try {
      writeSync(fd, content, 0);
    } finally {
      closeSync(fd);
    }
    return true;
  } catch (error) {
    // Only what says so means that the lock is gone. A full disk does not.
    return !(isErrno(error, "ENOENT") || isErrno(error, "ENOTDIR"));
  }
}

function highestIn(folder: string): number {
  return readdirSync(folder).reduce(
    (highest, name) => Math.max(highest, Number(LOCK.exec(name)?.[1] ?? 0)),
    0,
  );
}

function fileOf(folder: string, number: number): string {
  return join(folder, `lock-${String(number).padStart(8, "0")}`);
}

/** What a call answers about a file that others may remove at any time. */
function ifThere<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Gives a file a second name, unless that is taken. */
function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}
