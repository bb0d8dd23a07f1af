import { join } from "node:path";
import type { Disk } from "./disk.js";
import { formatSegmentName } from "./segment-name.js";
import { SegmentWriter } from "./segment-writer.js";
import { isErrno } from "./spool-error.js";
import type { SpoolSync } from "./spool-options.js";
import type { SpoolSubject } from "./spool-subject.js";

/** A segment that has grown to this is followed by the next. */
export const SEGMENT_BYTES: number = 8 * 1024 * 1024;

/** A segment of this size with no row to keep is not waited for to be full. Smaller ones are not worth a new file. */
export const SPENT_BYTES: number = 1024 * 1024;

/** A segment that takes no more rows. */
interface FullSegment {
  readonly file: string;
  /** Number of the row behind its last. */
  readonly nextRow: number;
  readonly bytes: number;
}

/** The log of one run: rows are appended at one end, and whole segments go at the other. */
export class RunLog {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #run: number;
  readonly #subject: SpoolSubject;
  readonly #sync: SpoolSync;
  /** Oldest first. */
  readonly #full: FullSegment[] = [];
  #active: SegmentWriter | undefined;
  #sequence = 0;
  #appended = 0;
  #settled = 0;
  #isUnsynced = false;
  /** While rows are appended together, they are synced at the end. */
  defersSync = false;
  #isSyncing = false;
  #isUnreliable = false;

  constructor(disk: Disk, folder: string, run: number, subject: SpoolSubject, sync: SpoolSync) {
    this.#disk = disk;
    this.#folder = folder;
    this.#run = run;
    this.#subject = subject;
    this.#sync = sync;
  }

  /** How many rows are appended and not settled. */
  get rows(): number {
    return this.#appended - this.#settled;
  }

  /** Size of the segments. */
  get bytes(): number {
    return this.#full.reduce((sum, { bytes }) => sum + bytes, this.#active?.bytes ?? 0);
  }

  /** True when something is written and no sync of it has begun. */
  get isUnsynced(): boolean {
    return this.#isUnsynced;
  }

  /**
   * True when what is on the disk is not what was written: a sync that was waited for has failed, after which no later
   * one tells the truth, or half a write cannot be taken back.
   */
  get isUnreliable(): boolean {
    return this.#isUnreliable || (this.#active?.isTorn ?? false);
  }

  /** True when the segment that is written to was deleted by somebody else. */
  get isGone(): boolean {
    return this.#active?.isGone ?? false;
  }

  /** Writes rows, all or none; synced, if that is what was asked for. */
  append(rows: readonly Uint8Array[]): void {
    const segment = this.#segment();
    const { bytes, nextRow } = segment;
    segment.append(rows);
    if (this.#sync === "always" && !this.defersSync) {
      try {
        this.#reliably(() => segment.sync());
      } catch (error) {
        segment.takeBack(bytes, nextRow);
        throw error;
      }
    } else this.#isUnsynced = true;
    this.#appended += rows.length;
  }

  /** The first rows, up to this many, need no keeping. Never throws: a note that cannot be written follows later. */
  settle(count: number): void {
    const settled = Math.min(count, this.#appended);
    if (settled <= this.#settled) return;
    this.#settled = settled;
    try {
      this.#active?.settle(settled);
    } catch {
      // The next note says the same and more. Without one the rows are replayed, which is allowed.
    }
    if (this.rows === 0 && this.#active !== undefined && this.#active.bytes >= SPENT_BYTES)
      this.#retire(this.#active);
    this.#removeSettled();
  }

  /** Waits until everything written is on the disk itself. */
  sync(): void {
    if (!this.#isUnsynced && !this.#isSyncing) return;
    this.#isUnsynced = false;
    this.#reliably(() => this.#active?.sync());
  }

  /** The same without waiting. One at a time. */
  syncLater(done: (error: Error | null) => void): void {
    this.#isUnsynced = false;
    if (this.#active === undefined) return done(null);
    this.#isSyncing = true;
    this.#active.syncLater((error) => {
      this.#isSyncing = false;
      done(error);
    });
  }

  /** Removes the segments when no row of theirs needs keeping, and syncs them as was asked for when one does. */
  close(): void {
    try {
      if (this.rows > 0 && this.#sync !== "none") this.sync();
    } finally {
      if (this.#active !== undefined) this.#retire(this.#active);
      this.#removeSettled();
    }
  }

  /** The segment that the next rows go to. */
  #segment(): SegmentWriter {
    const segment = this.#active;
    if (segment !== undefined && segment.bytes < SEGMENT_BYTES) return segment;
    const file = join(this.#folder, formatSegmentName(this.#run, ++this.#sequence));
    // Before the full one is closed: if it cannot be created, there is still one that settled rows are noted in.
    const next = SegmentWriter.create(this.#disk, file, this.#appended, this.#subject);
    try {
      if (this.#sync !== "none") this.#reliably(() => this.#disk.syncFolder(this.#folder));
      if (this.#sync !== "none") this.sync();
    } catch (error) {
      next.close();
      throw error;
    }
    if (segment !== undefined) this.#retire(segment);
    this.#active = next;
    this.#removeSettled();
    return next;
  }

  #retire(segment: SegmentWriter): void {
    segment.close();
    this.#active = undefined;
    this.#isUnsynced = false;
    const { file, nextRow, bytes } = segment;
    this.#full.push({ file, nextRow, bytes });
  }

  #removeSettled(): void {
    for (let oldest = this.#full[0]; oldest !== undefined; oldest = this.#full[0]) {
      if (oldest.nextRow > this.#settled) return;
      try {
        this.#disk.remove(oldest.file);
      } catch (error) {
        // One that cannot be removed now stays first in line: a later one that went before it would look lost.
        if (!isErrno(error, "ENOENT")) return;
      }
      this.#full.shift();
    }
  }

  #reliably(sync: () => void): void {
    try {
      sync();
    } catch (error) {
      this.#isUnreliable = true;
      throw error;
    }
  }
}
