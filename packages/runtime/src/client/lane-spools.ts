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
  static open(options: ResolvedSpoolOptions, lanes: number, subject: SpoolSubject): LaneSpools {
    const earlier = spoolLanes(options.dir, subject.table).filter((lane) => lane >= lanes);
    const spools: Spool[] = [];
    try {
      for (const lane of [...Array(lanes).keys(), ...earlier]) {
        const spool = Spool.open(spoolFolder(options.dir, subject.table, lane), subject, options);
        spools.push(spool);
        for (const { file, why } of spool.damage) {
          warnOnce(
            "ZEROBUS_SPOOL_DAMAGED",
            `${subject.table}: some rows kept in ${file} cannot be read: ${why}`,
          );
        }
      }
    } catch (error) {
      for (const spool of spools) spool.close();
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
    for (const spool of [...this.lanes, ...this.#retired]) spool.dropLeftovers();
    for (const spool of this.#retired) spool.close();
  }

  close(): void {
    for (const spool of [...this.lanes, ...this.#retired]) spool.close();
  }
}
