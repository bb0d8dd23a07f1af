import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Disk, nodeDisk } from "../spool/disk.js";

const PAGE_BYTES = 4096;

interface TrackedFile {
  readonly name: string;
  size: number;
  /** So much of it is on the disk itself. */
  synced: number;
}

/** A name that was made or removed, which is not on the disk itself yet. */
interface NameChange {
  readonly change: "made" | "removed";
  readonly file: TrackedFile;
}

/**
 * A disk that keeps account of what a power cut may take: the content of files since their last sync, and names since
 * the last sync of their folder. Names reach the disk in their order, content in any. For one folder.
 */
export class PowerCutDisk {
  readonly #folder: string;
  readonly #files = new Map<string, TrackedFile>();
  readonly #open = new Map<number, TrackedFile>();
  #changes: NameChange[] = [];
  #due: (() => void)[] = [];
  #isOff = false;
  readonly disk: Disk;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(this.#grave, { recursive: true });
    this.disk = {
      ...nodeDisk,
      syncFolder: () => {
        this.#changes = [];
      },
      create: (path) => {
        const fd = nodeDisk.create(path);
        const file = { name: basename(path), size: 0, synced: 0 };
        this.#files.set(file.name, file);
        this.#open.set(fd, file);
        this.#changes.push({ change: "made", file });
        return fd;
      },
      write: (fd, bytes, offset, length, position) => {
        const written = nodeDisk.write(fd, bytes, offset, length, position);
        const file = this.#open.get(fd);
        if (file !== undefined) file.size = Math.max(file.size, position + written);
        return written;
      },
      sync: (fd) => this.#sync(fd),
      syncLater: (fd, done) => {
        const file = this.#open.get(fd);
        const size = file?.size ?? 0;
        this.#due.push(() => {
          if (file !== undefined) file.synced = Math.max(file.synced, size);
          done(null);
        });
      },
      remove: (path) => {
        if (this.#isOff) return;
        const name = basename(path);
        renameSync(path, join(this.#grave, name));
        const file = this.#files.get(name);
        if (file !== undefined) this.#changes.push({ change: "removed", file });
      },
    };
  }

  /** Lets the syncs finish that nobody waits for. */
  finishSyncs(): void {
    for (const done of this.#due.splice(0)) done();
  }

  /** From now on the process is dead: what it still does is not done. */
  turnOff(): void {
    this.#isOff = true;
    this.#due = [];
  }

  /** Leaves in the folder what the disk itself has; `chance` says how much of the rest, from 0 to 1. */
  loseUnsynced(chance: () => number): void {
    const lasting = Math.floor(chance() * (this.#changes.length + 1));
    for (const { change, file } of this.#changes.slice(lasting).reverse()) {
      if (change === "removed") renameSync(join(this.#grave, file.name), join(this.#folder, file.name));
      else rmSync(join(this.#folder, file.name));
    }
    for (const name of readdirSync(this.#folder)) {
      const file = this.#files.get(name);
      if (file !== undefined && file.synced < file.size) this.#damage(file, chance);
    }
    rmSync(this.#grave, { recursive: true });
  }

  get #grave(): string {
    return join(dirname(this.#folder), `${basename(this.#folder)}-removed`);
  }

  #sync(fd: number): void {
    const file = this.#open.get(fd);
    if (file !== undefined && !this.#isOff) file.synced = file.size;
  }

  #damage(file: TrackedFile, chance: () => number): void {
    const fd = openSync(join(this.#folder, file.name), "r+");
    const length = file.synced + Math.floor(chance() * (file.size - file.synced + 1));
    ftruncateSync(fd, length);
    const isPatchy = chance() < 0.5;
    for (let at = file.synced; isPatchy && at < length; ) {
      const end = Math.min(at - (at % PAGE_BYTES) + PAGE_BYTES, length);
      if (chance() < 0.5) writeSync(fd, Buffer.alloc(end - at), 0, end - at, at);
      at = end;
    }
    closeSync(fd);
  }
}
