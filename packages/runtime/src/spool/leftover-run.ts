import { setAsideName } from "./segment-name.js";
import type { ScannedSegment } from "./segment-scan.js";

/** Something of a spool that cannot be read. */
export interface SpoolDamage {
  /** The file, by the name under which it is kept once the other rows are in the spool again. */
  readonly file: string;
  /** Where in the file. */
  readonly at: number;
  /** How many bytes; 0 when what is missing is not in the file at all. */
  readonly bytes: number;
  readonly why: string;
}

/** The segments that one earlier stream has left, judged together. */
export interface LeftoverRun {
  readonly segments: readonly LeftoverSegment[];
  /** Rows below this number need no keeping. */
  readonly settled: number;
  /** Rows that can be read and are not settled. */
  readonly rows: number;
  readonly damage: readonly SpoolDamage[];
}

/** One of them. */
export interface LeftoverSegment extends ScannedSegment {
  readonly isDamaged: boolean;
}

/**
 * Judges what was found in the segments of a run, given in order.
 *
 * Segments go from the front when they are settled, so the first one tells that all rows before it are. Damage
 * counts where it may have cost a row that is not settled.
 */
export function judgeRun(scanned: readonly ScannedSegment[]): LeftoverRun {
  const settled = Math.max(scanned[0]?.header?.firstRow ?? 0, ...scanned.map((segment) => segment.settled));
  const damage: SpoolDamage[] = [];
  const segments: LeftoverSegment[] = [];
  let rows = 0;
  /** Number behind the last row that is accounted for. */
  let end = 0;
  for (const [index, segment] of scanned.entries()) {
    const behind = scanned.slice(index + 1);
    const first = segment.header?.firstRow ?? end;
    end = first + segment.rows;
    const accounted = Math.max(end, settled);
    const nextReadable = behind.find(({ header }) => header !== undefined)?.header?.firstRow ?? Infinity;
    const cutShort = segment.torn !== undefined && behind.length > 0 ? [segment.torn] : [];
    const faults = [...segment.faults, ...cutShort].filter(({ row }) =>
      row === undefined ? nextReadable > accounted : row >= settled,
    );
    const file = setAsideName(segment.file);
    damage.push(...faults.map(({ at, bytes, why }) => ({ file, at, bytes, why })));
    segments.push({ ...segment, isDamaged: faults.length > 0 });

    const damagedRows = faults.filter(({ row }) => row !== undefined).length;
    rows += Math.max(end - Math.max(first, settled), 0) - damagedRows;

    const isWhole = faults.every(({ row }) => row !== undefined);
    const next = behind[0];
    if (isWhole && next?.header !== undefined && next.header.firstRow > accounted) {
      const why = `${next.header.firstRow - accounted} rows before it are missing`;
      damage.push({ file: next.file, at: 0, bytes: 0, why });
    }
  }
  return { segments, settled, rows, damage };
}
