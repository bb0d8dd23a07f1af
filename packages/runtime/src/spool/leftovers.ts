import { join } from "node:path";
import type { Disk } from "./disk.js";
import { FRAME_KIND } from "./frame.js";
import { readFrames } from "./frame-reader.js";
import { judgeRun, type LeftoverRun, type LeftoverSegment, type SpoolDamage } from "./leftover-run.js";
import { MAGIC_BYTES } from "./segment-header.js";
import { parseSegmentName, setAsideName } from "./segment-name.js";
import { type ScannedSegment, scanSegment } from "./segment-scan.js";
import { isErrno, spoolError } from "./spool-error.js";
import type { SpoolSubject } from "./spool-subject.js";

/** A row that an earlier stream was given, and that was not acked when it ended. */
export interface LeftoverRow {
  /** What the row is, as the stream that was given it had it. */
  readonly subject: SpoolSubject;
  readonly row: Uint8Array;
}

/** What earlier streams have left in a spool's folder. */
export class Leftovers {
  readonly #disk: Disk;
  readonly #table: string;
  /** Number for the run that comes next. */
  readonly nextRun: number;
  /** Oldest first. */
  #runs: readonly LeftoverRun[];

  private constructor(disk: Disk, table: string, nextRun: number, runs: readonly LeftoverRun[]) {
    this.#disk = disk;
    this.#table = table;
    this.nextRun = nextRun;
    this.#runs = runs;
  }

  /**
   * Looks through everything in the folder, then removes the runs of which nothing is left.
   * @throws ZerobusError `spool`, with nothing changed, when a later release has written some of it.
   */
  static read(disk: Disk, folder: string, table: string): Leftovers {
    const scanned = new Map<number, ScannedSegment[]>();
    let lastRun = 0;
    for (const name of [...disk.list(folder)].sort()) {
      const parsed = parseSegmentName(name);
      if (parsed === undefined) continue;
      // What is set aside counts, so that no name is given twice.
      lastRun = Math.max(lastRun, parsed.run);
      if (parsed.isSetAside) continue;
      const segments = scanned.get(parsed.run) ?? [];
      segments.push(scanSegment(disk, join(folder, name), table));
      scanned.set(parsed.run, segments);
    }
    const runs = [...scanned.values()].map(judgeRun);
    const isSpent = (run: LeftoverRun): boolean => run.rows === 0 && run.damage.length === 0;
    for (const run of runs.filter(isSpent)) remove(disk, run);
    return new Leftovers(
      disk,
      table,
      lastRun + 1,
      runs.filter((run) => !isSpent(run)),
    );
  }

  /** How many rows there are. */
  get rows(): number {
    return this.#runs.reduce((sum, run) => sum + run.rows, 0);
  }

  /** Size of the files. */
  get bytes(): number {
    return this.#runs.flatMap(({ segments }) => segments).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get damage(): readonly SpoolDamage[] {
    return this.#runs.flatMap(({ damage }) => damage);
  }

  /** Reads the rows from the disk, oldest first. Ends when they are dropped. */
  *read(): Generator<LeftoverRow> {
    const runs = this.#runs;
    for (const { segments, settled } of runs) {
      for (const segment of segments) {
        for (const leftover of this.#readSegment(segment, settled)) {
          if (this.#runs !== runs) return;
          yield leftover;
        }
      }
    }
  }

  /** Removes the files, oldest first; those with damage are kept under another name. */
  drop(): void {
    for (const run of this.#runs) remove(this.#disk, run);
    this.#runs = [];
  }

  *#readSegment({ file, header, rows }: LeftoverSegment, settled: number): Generator<LeftoverRow> {
    if (header === undefined || header.firstRow + rows <= settled) return;
    const { subject } = header;
    let fd: number | undefined;
    try {
      fd = this.#disk.open(file);
      let row = header.firstRow;
      for (const found of readFrames(this.#disk, fd, MAGIC_BYTES)) {
        if (found.what !== "frame" && found.what !== "damaged") return;
        if (found.kind !== FRAME_KIND.row) continue;
        if (found.what === "frame" && row >= settled) yield { subject, row: found.payload };
        row++;
      }
    } catch (error) {
      throw spoolError(this.#table, `read ${file}`, error);
    } finally {
      if (fd !== undefined) this.#disk.close(fd);
    }
  }
}

/** Oldest first, so that a crash on the way leaves a run without its beginning, which means: settled. */
function remove(disk: Disk, { segments }: LeftoverRun): void {
  for (const { file, isDamaged } of segments) {
    try {
      if (isDamaged) disk.rename(file, setAsideName(file));
      else disk.remove(file);
    } catch (error) {
      // Somebody else has removed it.
      if (!isErrno(error, "ENOENT")) throw error;
    }
  }
}
