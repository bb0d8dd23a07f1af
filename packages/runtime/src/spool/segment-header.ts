import { FRAME_HEAD_BYTES, FRAME_KIND, writeFrameHead } from "./frame.js";
import type { SpoolSubject } from "./spool-subject.js";

/** The first bytes of a segment, the last of which is the version of all that follows. */
const MAGIC: Buffer = Buffer.from("zbspool\x01", "latin1");

/** Version of the format that is written here. Higher ones are a later release's. */
export const FORMAT_VERSION = 1;

/** How many bytes come before the first frame. */
export const MAGIC_BYTES: number = MAGIC.length;

/** What a segment says of itself. */
export interface SegmentHeader {
  /** Number of its first row in the run. */
  readonly firstRow: number;
  readonly subject: SpoolSubject;
}

/** The beginning of a segment. */
export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const payload = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  writeFrameHead(head, 0, FRAME_KIND.header, payload);
  return Buffer.concat([MAGIC, head, payload]);
}

/** What the payload of a header frame says. Its checksum has held: it is what was encoded. */
export function decodeSegmentHeader(payload: Buffer): SegmentHeader {
  return JSON.parse(payload.toString());
}

/** What the first bytes of a file are: a version, a beginning that was cut off, or no segment's at all. */
export function readVersion(start: Uint8Array): number | "torn" | "alien" {
  if (start.every((byte) => byte === 0)) return "torn";
  const name = MAGIC.subarray(0, -1);
  if (!name.subarray(0, start.length).equals(start.subarray(0, name.length))) return "alien";
  return start[MAGIC.length - 1] ?? "torn";
}
