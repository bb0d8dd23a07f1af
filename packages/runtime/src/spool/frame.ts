import { crc32c } from "./crc32c.js";

/**
 * What a segment is made of.
 *
 * ```
 *   kind · 2²⁴ + length | crc32c of the payload | crc32c of the 8 bytes before | payload
 *   u32                   u32                     u32, all little-endian          length bytes
 * ```
 * The head has a checksum of its own, so that a length is either known or known to be damaged: a frame that ends
 * behind the end of its file was torn, one that is damaged does not take the ones behind it along.
 */
export const FRAME_HEAD_BYTES = 12;

/** A frame is shorter than this. Rows are 10 MiB at most. */
export const LONGEST_PAYLOAD_BYTES: number = 2 ** 24 - 1;

/** What a frame carries. */
export const FRAME_KIND = {
  /** First of its segment: what the rows are, and the number of the first; JSON. */
  header: 1,
  /** One encoded row. */
  row: 2,
  /** How many rows of the run need no keeping any more; a 64-bit float. */
  settle: 3,
} as const;

export type FrameKind = (typeof FRAME_KIND)[keyof typeof FRAME_KIND];

/** Writes the head of a frame with this payload. */
export function writeFrameHead(into: Buffer, at: number, kind: FrameKind, payload: Uint8Array): void {
  into.writeUInt32LE(kind * 2 ** 24 + payload.length, at);
  into.writeUInt32LE(crc32c(payload), at + 4);
  into.writeUInt32LE(crc32c(into, at, at + 8), at + 8);
}

/** The head of a frame as it was read. */
export interface FrameHead {
  readonly kind: number;
  readonly length: number;
  readonly checksum: number;
}

/** Undefined when the head is damaged. */
export function readFrameHead(from: Buffer): FrameHead | undefined {
  if (crc32c(from, 0, 8) !== from.readUInt32LE(8)) return undefined;
  const word = from.readUInt32LE(0);
  return { kind: word >>> 24, length: word & 0xffffff, checksum: from.readUInt32LE(4) };
}
