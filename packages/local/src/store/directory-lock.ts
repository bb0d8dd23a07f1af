import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The right of one server to write below a directory, until it is released. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** The directory is served already. */
export class DirectoryInUseError extends Error {
  constructor(directory: string, pid: number, file: string) {
    super(
      `${directory} is in use by the local server with process id ${pid}; stop that one, or give another directory. ` +
        `If no such server runs, delete ${file}`,
    );
    this.name = "DirectoryInUseError";
  }
}

/** What a lock is written as, before it has its name, and the turn to take one over. */
const DRAFT = /^server\.lock\.(?:(\d+)\.([0-9a-f-]{36})|takeover)$/;

/** Locks of this very process. Another process may have had our id before a restart, in a container above all. */
const held = new Set<string>();

/**
 * Takes the lock of a directory: a file that names the process. The lock of a process that died is taken over.
 * @throws {DirectoryInUseError}
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const file = join(directory, "server.lock");
  const owner = randomUUID();
  const draft = `${file}.${process.pid}.${owner}`;
  held.add(owner);
  try {
    await writeFile(draft, JSON.stringify({ pid: process.pid, owner }));
    if (!(await linkNew(draft, file))) await takeOver(directory, file, draft);
    await removeDrafts(directory);
  } catch (error) {
    held.delete(owner);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return {
    async release() {
      if (held.delete(owner) && (await readOwner(file))?.owner === owner) await unlink(file);
    },
  };
}

/**
 * Puts our lock in the place of a dead process's. Only one process at a time may do so, and it looks again once
 * it is the one: a lock that is removed is dead for certain.
 */
async function takeOver(directory: string, file: string, draft: string): Promise<void> {
  await requireDead(directory, file);
  const turn = `${file}.takeover`;
  if (!(await linkNew(draft, turn))) {
    await requireDead(directory, turn);
    await rm(turn, { force: true });
    return takeOver(directory, file, draft);
  }
  try {
    if ((await requireDead(directory, file)) !== undefined) await unlink(file);
    if (await linkNew(draft, file)) return;
  } finally {
    await unlink(turn);
  }
  // Somebody came in between, who did not have to take over; the next look tells who.
  return takeOver(directory, file, draft);
}

/** Removes what processes left that died while they took the lock, which is ours now. */
async function removeDrafts(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const draft = DRAFT.exec(name);
    if (draft === null) continue;
    const [, pid, owner = ""] = draft;
    const file = join(directory, name);
    const drawer = pid === undefined ? await readOwner(file) : { pid: Number(pid), owner };
    if (drawer !== undefined && !isAlive(drawer)) await rm(file, { force: true });
  }
}

async function requireDead(directory: string, file: string): Promise<Owner | undefined> {
  const owner = await readOwner(file);
  if (owner !== undefined && isAlive(owner)) throw new DirectoryInUseError(directory, owner.pid, file);
  return owner;
}

/** Gives a file a second name, unless that is taken. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) return false;
    throw error;
  }
}

interface Owner {
  readonly pid: number;
  readonly owner: string;
}

/** Who a lock names: nobody alive when it is garbled, undefined when there is none. */
async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    const { pid, owner }: Partial<Owner> = JSON.parse(await readFile(file, "utf8"));
    return { pid: Number(pid ?? 0), owner: String(owner) };
  } catch (error) {
    return isErrno(error, "ENOENT") ? undefined : { pid: 0, owner: "" };
  }
}

function isAlive({ pid, owner }: Owner): boolean {
  if (pid === process.pid) return held.has(owner);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return isErrno(error, "EPERM");
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
