import type { DiskOperation } from "./disk-operation.js";

/** A file: what of it is durable, and what has been done to it since. */
export interface CrashFile {
  synced: Uint8Array;
  readonly unsynced: FileChange[];
}

/** One change of a file's content. */
export type FileChange = { readonly step: number } & (
  | { readonly at: number | "end"; readonly bytes: Uint8Array }
  | { readonly size: number }
);

/** A folder: what it is now, and what of that is durable. */
export interface CrashFolder {
  readonly live: Map<string, Entry>;
  readonly synced: Map<string, Entry>;
}

export type Entry = CrashFile | CrashFolder;

/** Names that come or go in one step, which a crash keeps or forgets as one. */
export interface NameChange {
  readonly step: number;
  readonly names: readonly { folder: CrashFolder; name: string; entry: Entry | undefined }[];
  /** Folders that have to be synced yet for it to be durable. */
  readonly unsynced: Set<CrashFolder>;
}

/**
 * A disk that promises as little as POSIX does: content is durable once its file was synced, a name once its folder
 * was, and what was not synced may be there after a crash or not, in any combination.
 */
export class CrashDisk {
  readonly root: CrashFolder = emptyFolder();
  /** Names that a crash may forget, or forget to remove; the oldest first. */
  readonly unsyncedNames: NameChange[] = [];
  /** Every file whose content a crash may spoil. */
  readonly unsyncedFiles: Set<CrashFile> = new Set();
  readonly #open = new Map<number, CrashFile>();

  /** Makes a change, the one of that step. A sync covers what was done before the step at which it began. */
  apply(operation: DiskOperation, step: number, begunAt: number): void {
    switch (operation.kind) {
      case "mkdir":
        return this.#rename(step, [[operation.path, emptyFolder()]]);
      case "link":
        return this.#rename(step, [[operation.to, this.#find(operation.path)]]);
      case "rename":
        return this.#rename(step, [
          [operation.path, undefined],
          [operation.to, this.#find(operation.path)],
        ]);
      case "remove":
        return this.#rename(step, [[operation.path, undefined]]);
      case "open":
        return this.#openFile(operation.path, operation.flags, operation.handle, step);
      case "write": {
        const { at, bytes } = operation;
        return this.#change(operation.handle, { step, at, bytes });
      }
      case "truncate":
        return this.#change(operation.handle, { step, size: operation.size });
      case "sync":
        return this.#sync(
          operation.handle === undefined ? this.#find(operation.path) : this.#fileOf(operation.handle),
          begunAt,
        );
    }
  }

  #openFile(path: string, flags: string, handle: number, step: number): void {
    const { folder, name } = this.#locate(path);
    let file = folder.live.get(name);
    if (file === undefined) {
      file = { synced: new Uint8Array(), unsynced: [] };
      this.#rename(step, [[path, file]]);
    }
    if (isFolder(file)) throw new Error(`${path} is a folder`);
    this.#open.set(handle, file);
    if (flags.startsWith("w")) this.#change(handle, { step, size: 0 });
  }

  #change(handle: number, change: FileChange): void {
    const file = this.#fileOf(handle);
    file.unsynced.push(change);
    this.unsyncedFiles.add(file);
  }

  #sync(entry: Entry, begunAt: number): void {
    if (isFolder(entry)) {
      for (const change of this.unsyncedNames) if (change.step < begunAt) change.unsynced.delete(entry);
      while (this.unsyncedNames[0]?.unsynced.size === 0) keepNames(this.unsyncedNames.shift());
      for (const change of [...this.unsyncedNames]) {
        if (change.unsynced.size > 0) continue;
        this.unsyncedNames.splice(this.unsyncedNames.indexOf(change), 1);
        keepNames(change);
      }
      return;
    }
    const covered = entry.unsynced.filter(({ step }) => step < begunAt);
    entry.synced = contentAfter(entry.synced, covered);
    entry.unsynced.splice(0, covered.length);
    if (entry.unsynced.length === 0) this.unsyncedFiles.delete(entry);
  }

  #rename(step: number, changes: readonly (readonly [path: string, entry: Entry | undefined])[]): void {
    const names = changes.map(([path, entry]) => ({ ...this.#locate(path), entry }));
    for (const { folder, name, entry } of names) {
      if (entry === undefined) folder.live.delete(name);
      else folder.live.set(name, entry);
    }
    this.unsyncedNames.push({ step, names, unsynced: new Set(names.map(({ folder }) => folder)) });
  }

  #locate(path: string): { folder: CrashFolder; name: string } {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    const folder = this.#find(parts.join("/"));
    if (!isFolder(folder)) throw new Error(`${path} is below a file`);
    return { folder, name };
  }

  #find(path: string): Entry {
    let entry: Entry = this.root;
    for (const name of path === "" ? [] : path.split("/")) {
      const next: Entry | undefined = isFolder(entry) ? entry.live.get(name) : undefined;
      if (next === undefined) throw new Error(`${path} is not there`);
      entry = next;
    }
    return entry;
  }

  #fileOf(handle: number): CrashFile {
    const file = this.#open.get(handle);
    if (file === undefined) throw new Error(`handle ${handle} was never opened`);
    return file;
  }
}

/** What a file holds after these changes. Gaps are zeros. */
export function contentAfter(content: Uint8Array, changes: readonly FileChange[]): Uint8Array {
  let after = content;
  for (const change of changes) {
    const start = "size" in change || change.at === "end" ? after.length : change.at;
    const size = "size" in change ? change.size : Math.max(after.length, start + change.bytes.length);
    const next = new Uint8Array(size);
    next.set(after.subarray(0, size));
    if ("bytes" in change) next.set(change.bytes, start);
    after = next;
  }
  return after;
}

export function isFolder(entry: Entry): entry is CrashFolder {
  return "live" in entry;
}

function emptyFolder(): CrashFolder {
  return { live: new Map(), synced: new Map() };
}

function keepNames(change: NameChange | undefined): void {
  for (const { folder, name, entry } of change?.names ?? []) {
    if (entry === undefined) folder.synced.delete(name);
    else folder.synced.set(name, entry);
  }
}
