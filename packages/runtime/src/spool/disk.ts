import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { isErrno } from "./spool-error.js";

/** The calls through which segments reach the disk. Each throws what the operating system said. */
export interface Disk {
  /** Creates a folder and those above it. Answers with the uppermost one that was not there. */
  makeFolder(folder: string): string | undefined;
  /** Makes the names in a folder survive a power cut. Does nothing where the platform has no such thing. */
  syncFolder(folder: string): void;
  list(folder: string): readonly string[];
  /** Opens a file that must not be there yet, to read and write. */
  create(file: string): number;
  /** Opens a file to read. */
  open(file: string): number;
  size(fd: number): number;
  /** Whether an open file still has a name. */
  isLinked(fd: number): boolean;
  /** How many bytes were read; fewer than asked for at the end of the file. */
  read(fd: number, into: Uint8Array, offset: number, position: number): number;
  /** How many bytes were written, fewer than asked for at times. */
  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  truncate(fd: number, length: number): void;
  /** Makes content and length survive a power cut. */
  sync(fd: number): void;
  /** The same without waiting for it. */
  syncLater(fd: number, done: (error: Error | null) => void): void;
  close(fd: number): void;
  remove(file: string): void;
  rename(from: string, to: string): void;
}

/** The real one. What it creates is its owner's alone: rows may hold personal data. */
export const nodeDisk: Disk = {
  makeFolder: (folder) => mkdirSync(folder, { recursive: true, mode: 0o700 }),
  syncFolder,
  list: (folder) => readdirSync(folder),
  create: (file) => openSync(file, "wx+", 0o600),
  open: (file) => openSync(file, "r"),
  size: (fd) => fstatSync(fd).size,
  isLinked: (fd) => fstatSync(fd).nlink > 0,
  read: (fd, into, offset, position) => readSync(fd, into, offset, into.length - offset, position),
  write: (fd, bytes, offset, length, position) => writeSync(fd, bytes, offset, length, position),
  truncate: ftruncateSync,
  sync: fdatasyncSync,
  syncLater: fdatasync,
  close: closeSync,
  remove: unlinkSync,
  rename: renameSync,
};

/** What platforms say that cannot sync a folder, or not open one. */
const NO_FOLDER_SYNC = ["EINVAL", "EPERM", "EACCES", "EISDIR", "ENOTSUP"];

function syncFolder(folder: string): void {
  let fd: number | undefined;
  try {
    fd = openSync(folder, "r");
    fsyncSync(fd);
  } catch (error) {
    if (!NO_FOLDER_SYNC.some((code) => isErrno(error, code))) throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
