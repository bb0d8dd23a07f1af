import { ZerobusError } from "../errors.js";
import type { Disk } from "./disk.js";
import { FRAME_KIND } from "./frame.js";
import { readFrames } from "./frame-reader.js";
import {
  decodeSegmentHeader,
  FORMAT_VERSION,
  MAGIC_BYTES,
  readVersion,
  type SegmentHeader,
} from "./segment-header.js";

/** Bytes of a segment that cannot be read. */
export interface Fault {
  readonly at: number;
  readonly bytes: number;
  readonly why: string;
  /** Number of the row that this was; undefined when it may have been any rows, up to the end of the segment. */
  readonly row?: number;
}

/** What a look through a whole segment has found. */
export interface ScannedSegment {
  readonly file: string;
  readonly bytes: number;
  /** Undefined when that is damaged, and with it all that follows. */
  readonly header: SegmentHeader | undefined;
  /** How many rows it has, damaged ones included. */
  readonly rows: number;
  /** The highest note of how many rows of the run need no keeping. */
  readonly settled: number;
  readonly faults: readonly Fault[];
  /** A write that was cut off at the end of the file. No fault in the last segment of a run. */
  readonly torn: Fault | undefined;
}

/**
 * Reads a segment from end to end and checks every checksum; changes nothing.
 * @throws ZerobusError `spool` when a later release has written it.
 */
export function scanSegment(disk: Disk, file: string, table: string): ScannedSegment {
  const fd = disk.open(file);
  try {
    return scan(disk, fd, file, table);
  } finally {
    disk.close(fd);
  }
}

function scan(disk: Disk, fd: number, file: string, table: string): ScannedSegment {
  const bytes = disk.size(fd);
  const start = Buffer.alloc(MAGIC_BYTES);
  const version = readVersion(start.subarray(0, disk.read(fd, start, 0, 0)));
  const nothing = { file, bytes, header: undefined, rows: 0, settled: 0, faults: [], torn: undefined };
  const wholeFile = (why: string): Fault => ({ at: 0, bytes, why });
  if (version === "torn") return { ...nothing, torn: wholeFile("its beginning was cut off") };
  if (version === "alien") return { ...nothing, faults: [wholeFile("it does not begin as a segment does")] };
  if (version > FORMAT_VERSION) {
    throw new ZerobusError(
      "spool",
      `${file} was written by a later release: its format is ${version}, this release knows ${FORMAT_VERSION}`,
      { table, hint: "install that release of @zerobus-gen/runtime again, or give another spool.dir" },
    );
  }

  let [header, rows, settled, torn]: [SegmentHeader | undefined, number, number, Fault | undefined] = [
    undefined,
    0,
    0,
    undefined,
  ];
  const faults: Fault[] = [];
  for (const found of readFrames(disk, fd, MAGIC_BYTES)) {
    const { at } = found;
    if (found.what === "torn") {
      torn = { at, bytes: found.bytes, why: "it ends in the middle of a frame" };
    } else if (found.what === "unreadable") {
      faults.push({ at, bytes: found.bytes, why: "no frame begins there" });
    } else if (header === undefined) {
      if (found.what === "damaged" || found.kind !== FRAME_KIND.header) {
        return { ...nothing, faults: [wholeFile("its header is damaged")] };
      }
      header = decodeSegmentHeader(found.payload);
    } else if (found.what === "damaged") {
      const row = found.kind === FRAME_KIND.row ? { row: header.firstRow + rows } : undefined;
      faults.push({ at, bytes: found.bytes, why: "a checksum does not hold", ...row });
      if (row !== undefined) rows++;
    } else if (found.kind === FRAME_KIND.row) rows++;
    else if (found.kind === FRAME_KIND.settle) settled = Math.max(settled, found.payload.readDoubleLE(0));
  }
  return { file, bytes, header, rows, settled, faults, torn };
}
