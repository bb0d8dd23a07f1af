import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type CrashDisk,
  type CrashFile,
  type CrashFolder,
  contentAfter,
  type Entry,
  isFolder,
  type NameChange,
} from "./crash-disk.js";

/** What becomes of content that was not synced. */
export const FATES = ["kept", "dropped", "torn", "zeroed", "scattered"] as const;
export type Fate = (typeof FATES)[number];

/** Whether a crash keeps a name's change that was not synced, and what becomes of a file's content. */
export interface Crash {
  keeps(change: NameChange): boolean;
  fate(file: CrashFile): Fate;
  /** From 0 up to, and without, 1: where a file is torn, which of its sectors are lost. */
  random(): number;
}

/** What lies on a disk, by path; `undefined` is a folder. */
export type DiskImage = ReadonlyMap<string, Uint8Array | undefined>;

const SECTOR_BYTES = 512;

/** What lies on the disk after a crash. */
export function crashImage(disk: CrashDisk, crash: Crash): DiskImage {
  const folders = new Map<CrashFolder, Map<string, Entry>>();
  const namesIn = (folder: CrashFolder): Map<string, Entry> => {
    const names = folders.get(folder) ?? new Map(folder.synced);
    folders.set(folder, names);
    return names;
  };
  for (const change of disk.unsyncedNames) {
    if (!crash.keeps(change)) continue;
    for (const { folder, name, entry } of change.names) {
      if (entry === undefined) namesIn(folder).delete(name);
      else namesIn(folder).set(name, entry);
    }
  }
  const image = new Map<string, Uint8Array | undefined>();
  const visit = (entry: Entry, path: string): void => {
    if (!isFolder(entry)) return void image.set(path, contentOf(entry, crash));
    if (path !== "") image.set(path, undefined);
    const names = [...namesIn(entry)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, inner] of names) visit(inner, path === "" ? name : `${path}/${name}`);
  };
  visit(disk.root, "");
  return image;
}

function contentOf(file: CrashFile, crash: Crash): Uint8Array {
  const { synced, unsynced } = file;
  const whole = contentAfter(synced, unsynced);
  if (unsynced.length === 0) return whole;
  switch (crash.fate(file)) {
    case "kept":
      return whole;
    case "dropped":
      return synced;
    case "torn": {
      const changes = unsynced.slice(0, Math.floor(crash.random() * unsynced.length));
      const before = contentAfter(synced, changes);
      const after = contentAfter(synced, unsynced.slice(0, changes.length + 1));
      const grown = Math.max(0, after.length - before.length);
      return after.slice(0, after.length - grown + Math.floor(crash.random() * grown));
    }
    case "zeroed":
      return lose(synced, whole, () => true);
    case "scattered":
      return lose(synced, whole, () => crash.random() < 0.5);
  }
}

/** The whole, with some of the sectors that have changed as they were before: zeros, where nothing was. */
function lose(synced: Uint8Array, whole: Uint8Array, loses: () => boolean): Uint8Array {
  const content = whole.slice();
  for (let start = 0; start < whole.length; start += SECTOR_BYTES) {
    const end = Math.min(start + SECTOR_BYTES, whole.length);
    const before = new Uint8Array(end - start);
    before.set(synced.subarray(start, end));
    if (Buffer.compare(before, whole.subarray(start, end)) !== 0 && loses()) content.set(before, start);
  }
  return content;
}

/** Lays an image out in an empty folder. */
export function writeImage(image: DiskImage, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of image) {
    const target = join(folder, path);
    mkdirSync(content === undefined ? target : dirname(target), { recursive: true });
    if (content !== undefined) writeFileSync(target, content);
  }
}
