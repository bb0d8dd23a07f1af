import { dirname, resolve } from "node:path";
import { ZerobusError } from "../errors.js";
import { type Disk, nodeDisk } from "./disk.js";
import { BEAT_MS, type FolderLock, lockFolder } from "./folder-lock.js";
import type { SpoolDamage } from "./leftover-run.js";
import { type LeftoverRow, Leftovers } from "./leftovers.js";
import { RunLog } from "./run-log.js";
import { spoolError } from "./spool-error.js";
import type { ResolvedSpoolOptions } from "./spool-options.js";
import type { SpoolSubject } from "./spool-subject.js";

/** What a spool is told of {@link ResolvedSpoolOptions}. */
export type SpoolSyncing = Pick<ResolvedSpoolOptions, "sync" | "syncIntervalMs">;

/**
 * A write-ahead log on disk of a stream's accepted rows, which a killed process leaves for the next.
 *
 * Its rows are numbered in the order appended, from 0 on. What an earlier stream left is no part of that: those rows
 * are read as leftovers, appended again, and dropped.
 */
export class Spool {
  readonly #folder: string;
  readonly #table: string;
  readonly #syncing: SpoolSyncing;
  readonly #lock: FolderLock;
  readonly #leftovers: Leftovers;
  readonly #log: RunLog;
  readonly #watch: NodeJS.Timeout;
  /** Set while a sync is due, or under way. */
  #syncTimer: NodeJS.Timeout | undefined;
  /** Why nothing is appended any more. */
  #failure: ZerobusError | undefined;
  #isClosed = false;

  private constructor(
    folder: string,
    subject: SpoolSubject,
    syncing: SpoolSyncing,
    disk: Disk,
    lock: FolderLock,
    leftovers: Leftovers,
  ) {
    this.#folder = folder;
    this.#table = subject.table;
    this.#syncing = syncing;
    this.#lock = lock;
    this.#leftovers = leftovers;
    this.#log = new RunLog(disk, folder, leftovers.nextRun, subject, syncing.sync);
    this.#watch = setInterval(() => this.#look(), BEAT_MS).unref();
  }

  /**
   * Locks the folder, creating it if need be, and looks through what earlier streams have left in it.
   * @throws ZerobusError `spool` when the folder cannot be used, another stream uses it, or a later release has
   * written some of it.
   */
  static open(folder: string, subject: SpoolSubject, syncing: SpoolSyncing, disk: Disk = nodeDisk): Spool {
    const path = resolve(folder);
    let lock: FolderLock | undefined;
    try {
      makeFolder(disk, path, syncing);
      lock = lockFolder(path, subject.table);
      const leftovers = Leftovers.read(disk, path, subject.table);
      return new Spool(path, subject, syncing, disk, lock, leftovers);
    } catch (error) {
      lock?.release();
      throw spoolError(subject.table, `use the folder ${path}`, error);
    }
  }

  /** How many rows are kept: leftovers, and rows appended that are not settled. */
  get rows(): number {
    return this.#log.rows + this.#leftovers.rows;
  }

  /** How much of the disk the kept rows take, with the settled ones in the same files. */
  get bytes(): number {
    return this.#log.bytes + this.#leftovers.bytes;
  }

  /** What earlier streams left that cannot be read. The files are kept, see {@link SpoolDamage.file}. */
  get damage(): readonly SpoolDamage[] {
    return this.#leftovers.damage;
  }

  /**
   * The rows that earlier streams left, oldest first; read from the disk as they are asked for.
   * @throws ZerobusError `spool` when they cannot be read.
   */
  leftovers(): Generator<LeftoverRow> {
    return this.#leftovers.read();
  }

  /**
   * The leftovers are in this spool again, or in other safe hands: their files go. A crash before that, and they are
   * left over once more.
   * @throws ZerobusError `spool` when that fails.
   */
  dropLeftovers(): void {
    // Rows that the old files have on the disk itself are not to depend on the operating system's memory now.
    this.sync();
    try {
      this.#leftovers.drop();
    } catch (error) {
      throw this.#failed("drop the rows that were replayed", error);
    }
  }

  /**
   * Writes rows, all or none. When it returns they survive what the option `sync` promises; rows appended together
   * are synced together.
   * @throws ZerobusError `spool` when they cannot be written; `closed`.
   */
  append(rows: Uint8Array | readonly Uint8Array[]): void {
    this.#requireUsable();
    const together = rows instanceof Uint8Array ? [rows] : rows;
    if (together.length === 0) return;
    try {
      this.#log.append(together);
    } catch (error) {
      throw this.#failed(`write to ${this.#folder}`, error);
    }
    if (this.#syncing.sync === "interval") this.#syncSoon();
  }

  /**
   * Rows that `work` appends are on the disk as the option `sync` promises only when all of it is done, which with
   * `always` costs one sync instead of many.
   * @throws ZerobusError `spool` when that fails, and what `work` throws.
   */
  together(work: () => void): void {
    this.#log.defersSync = true;
    try {
      work();
    } finally {
      this.#log.defersSync = false;
      if (this.#syncing.sync === "always") this.#syncNow();
    }
  }

  /**
   * Waits until every row appended is on the disk itself, unless `sync` is `none`.
   * @throws ZerobusError `spool` when that fails.
   */
  sync(): void {
    this.#requireUsable();
    if (this.#syncing.sync !== "none") this.#syncNow();
  }

  /**
   * The first `count` rows ever appended need no keeping: they are acked, or in other safe hands. Never throws: what
   * cannot be noted is replayed by the next process.
   */
  settle(count: number): void {
    if (!this.#isClosed) this.#log.settle(count);
  }

  /**
   * Releases the folder. When every row is settled nothing of them is left; otherwise they are synced, if `sync` is
   * not `none`, and left for the next stream. Closing again does nothing.
   * @throws ZerobusError `spool` when the last sync fails, or the files of rows to be kept were taken away; the folder
   * is released all the same.
   */
  close(): void {
    if (this.#isClosed) return;
    const loss = this.rows === 0 ? undefined : this.#look();
    this.#isClosed = true;
    clearInterval(this.#watch);
    clearTimeout(this.#syncTimer);
    try {
      this.#log.close();
    } catch (error) {
      throw this.#failed("be synced", error);
    } finally {
      this.#lock.release();
    }
    if (loss !== undefined) throw loss;
  }

  #requireUsable(): void {
    if (this.#isClosed) throw new ZerobusError("closed", "the spool is closed", { table: this.#table });
    if (this.#failure !== undefined) throw this.#failure;
  }

  #syncNow(): void {
    try {
      this.#log.sync();
    } catch (error) {
      throw this.#failed("be synced", error);
    }
  }

  #syncSoon(): void {
    if (this.#syncTimer !== undefined) return;
    this.#syncTimer = setTimeout(
      () => this.#log.syncLater((error) => this.#onSynced(error)),
      this.#syncing.syncIntervalMs,
    );
    this.#syncTimer.unref();
  }

  #onSynced(error: Error | null): void {
    this.#syncTimer = undefined;
    if (error !== null) this.#break("be synced", error);
    else if (this.#log.isUnsynced) this.#syncSoon();
  }

  /** A deleted file takes every byte, and none of them would be found again. */
  #look(): ZerobusError | undefined {
    if (!this.#lock.beat()) {
      return this.#break("go on", new Error(`its lock in ${this.#folder} was taken away`));
    }
    if (!this.#log.isGone) return undefined;
    return this.#break("go on", new Error(`its files in ${this.#folder} were deleted`));
  }

  #failed(cannot: string, error: unknown): ZerobusError {
    return this.#log.isUnreliable ? this.#break(cannot, error) : spoolError(this.#table, cannot, error);
  }

  #break(cannot: string, cause: unknown): ZerobusError {
    this.#failure ??= spoolError(
      this.#table,
      `${cannot}, and takes no more rows`,
      cause,
      "close the stream and open it anew, which replays what was kept",
    );
    return this.#failure;
  }
}

function makeFolder(disk: Disk, folder: string, { sync }: SpoolSyncing): void {
  const uppermost = disk.makeFolder(folder);
  if (uppermost === undefined || sync === "none") return;
  for (let made = folder; ; made = dirname(made)) {
    disk.syncFolder(dirname(made));
    if (made === uppermost || dirname(made) === made) return;
  }
}
