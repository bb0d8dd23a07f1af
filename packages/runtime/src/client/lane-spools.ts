import { type Disk, nodeDisk } from "../spool/disk.js";
import type { LeftoverRow } from "../spool/leftovers.js";
import { Spool } from "../spool/spool.js";
import { spoolFolder, spoolLanes } from "../spool/spool-folder.js";
import type { ResolvedSpoolOptions } from "../spool/spool-options.js";
import type { SpoolSubject } from "../spool/spool-subject.js";
import { warnOnce } from "../warn-once.js";

/** The spools of a table: one for each lane, and those of lanes that an earlier process had and this one has not. */
export class LaneSpools {
  /** In the order of the lanes. */
  readonly lanes: readonly Spool[];
  readonly #retired: readonly Spool[];

  private constructor(spools: readonly Spool[], lanes: number) {
    this.lanes = spools.slice(0, lanes);
    this.#retired = spools.slice(lanes);
  }

  /**
   * Opens them all, or none.
   * @throws ZerobusError `spool` when a folder cannot be used, or another stream uses it.
   */
  static open(
    options: ResolvedSpoolOptions,
    lanes: number,
    subject: SpoolSubject,
    disk: Disk = nodeDisk,
  ): LaneSpools {
    const earlier = spoolLanes(options.dir, subject.table).filter((lane) => lane >= lanes);
    const spools: Spool[] = [];
    try {
      for (const lane of [...Array(lanes).keys(), ...earlier]) {
        const spool = Spool.open(spoolFolder(options.dir, subject.table, lane), subject, options, disk);
        spools.push(spool);
        for (const { file, why } of spool.damage) {
          warnOnce(
            "ZEROBUS_SPOOL_DAMAGED",
            `${subject.table}: some rows kept in ${file} cannot be read: ${why}`,
            file,
          );
        }
      }
    } catch (error) {
      closeAll(spools);
      throw error;
    }
    return new LaneSpools(spools, lanes);
  }

  /** The rows that earlier processes left, oldest first in each lane. */
  *leftovers(): Generator<LeftoverRow> {
    for (const spool of [...this.lanes, ...this.#retired]) yield* spool.leftovers();
  }

  /** The leftovers are in the spools again, or in other safe hands. */
  dropLeftovers(): void {
    // All of them first: a row may have gone from any lane to any other.
    for (const spool of this.lanes) spool.sync();
    for (const spool of [...this.lanes, ...this.#retired]) spool.dropLeftovers();
    for (const spool of this.#retired) spool.close();
  }

  /** Nothing was ingested after all: what was appended goes, and the leftovers stay. */
  takeBack(): void {
    for (const spool of this.lanes) spool.settle(Number.POSITIVE_INFINITY);
  }

  /** Releases every folder. Never throws: it is for those who have a worse error to tell. */
  close(): void {
    closeAll([...this.lanes, ...this.#retired]);
  }
}

function closeAll(spools: readonly Spool[]): void {
  for (const spool of spools) {
    try {
      spool.close();
    } catch {
      // Its folder is released all the same.
    }
  }
}
