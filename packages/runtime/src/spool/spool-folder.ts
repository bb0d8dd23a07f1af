import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Longest folder name made here. File systems take 255 bytes, some encrypting ones 143. */
const LONGEST_NAME = 140;

/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/;

const LANE = /^lane-(\d{1,9})$/;

/**
 * The folder of a table's spool: one below `dir` for the table, one below that for the lane.
 *
 * Two tables never share a folder, on file systems that fold case or normalise Unicode neither, and no name leads
 * out of `dir`: letters that are not plain lower case stand as `=` and their UTF-16 code.
 */
export function spoolFolder(dir: string, table: string, lane: number): string {
  return join(dir, folderName(table), `lane-${lane}`);
}

/** The lanes of a table that have a folder, lowest first: earlier processes may have had more of them. */
export function spoolLanes(dir: string, table: string): readonly number[] {
  try {
    const lanes = readdirSync(join(dir, folderName(table))).map((name) => LANE.exec(name)?.[1]);
    return lanes
      .filter((lane) => lane !== undefined)
      .map(Number)
      .sort((one, other) => one - other);
  } catch {
    // No such folder yet. What else may be wrong with it shows when a spool is opened.
    return [];
  }
}

function folderName(table: string): string {
  const name = table
    .replace(/[^a-z0-9_.-]|^[.-]|\.$/g, escaped)
    .replace(DEVICE, (device) => `${escaped(device)}${device.slice(1)}`);
  if (name === "") return "=";
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash("sha256").update(table, "utf16le").digest("hex");
  // No shorter name has a tilde in it.
  return `${name.slice(0, LONGEST_NAME - hash.length - 1)}~${hash}`;
}

function escaped(letter: string): string {
  return `=${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
