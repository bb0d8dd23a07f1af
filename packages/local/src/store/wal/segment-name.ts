import { randomBytes } from "node:crypto";
import { basename, join } from "node:path";
import { DeltaError } from "../../delta/delta-error.js";
import { SALT_BYTES } from "./frame.js";

/** What the name of a segment says: `<number of its first record>-<salt>.v1.log`. So an empty file is a whole segment. */
export interface SegmentName {
  readonly path: string;
  readonly first: number;
  readonly salt: Buffer;
}

const NAME = /^(\d{20})-([0-9a-f]{16})\.v(\d+)\.log$/;
const FORMAT = "1";

/** Where the log of a table is. Readers of Delta tables pass over names that begin with an underscore. */
export function logFolder(table: string): string {
  return join(table, "_zerobus", "wal");
}

/** A name that no segment has had. */
export function newSegmentName(folder: string, first: number): SegmentName {
  const salt = randomBytes(SALT_BYTES);
  const name = `${String(first).padStart(20, "0")}-${salt.toString("hex")}.v${FORMAT}.log`;
  return { path: join(folder, name), first, salt };
}

/**
 * Reads the name of a file; undefined when it is no segment's.
 * @throws {DeltaError} `unsupported_table` when a later release wrote it
 */
export function readSegmentName(path: string): SegmentName | undefined {
  const [, first, salt = "", format] = NAME.exec(basename(path)) ?? [];
  if (first === undefined) return undefined;
  if (format !== FORMAT) {
    const message = `${path} holds acked rows, and a later release wrote it: open the table with that one`;
    throw new DeltaError("unsupported_table", message);
  }
  return { path, first: Number(first), salt: Buffer.from(salt, "hex") };
}
