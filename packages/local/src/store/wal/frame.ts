import { crc32 } from "./crc32.js";

/**
 * What a segment is made of, one frame an append:
 *
 * ```
 *   salt    | length of the payload | crc32 of the payload | crc32 of the 16 bytes before | payload
 *   8 bytes | u32                   | u32                  | u32, all little-endian       |
 * ```
 * The salt is the segment's own, so that no record can look like a frame. The head has a checksum of its own, so that a
 * length is either known or known to be damaged.
 */
export const FRAME_HEAD_BYTES = 20;

export const SALT_BYTES = 8;

/** Writes the head before the payload, which begins at {@link FRAME_HEAD_BYTES}. */
export function sealFrame(frame: Buffer, salt: Uint8Array): void {
  const payload = frame.subarray(FRAME_HEAD_BYTES);
  frame.set(salt, 0);
  frame.writeUInt32LE(payload.length, 8);
  frame.writeUInt32LE(crc32(payload), 12);
  frame.writeUInt32LE(crc32(frame.subarray(0, 16)), 16);
}

/** What stands at a place of a segment. */
export type FoundFrame =
  | { readonly kind: "whole"; readonly payload: Buffer; readonly end: number }
  /** `end` is where it ought to end, if its head tells. */
  | { readonly kind: "damaged"; readonly end: number | undefined };

/** Looks at the frame that begins at `at`. */
export function frameAt(bytes: Buffer, at: number, salt: Uint8Array): FoundFrame {
  const start = at + FRAME_HEAD_BYTES;
  if (start > bytes.length) return { kind: "damaged", end: undefined };
  const isHead =
    bytes.subarray(at, at + SALT_BYTES).equals(salt) &&
    crc32(bytes.subarray(at, at + 16)) === bytes.readUInt32LE(at + 16);
  if (!isHead) return { kind: "damaged", end: undefined };
  const end = start + bytes.readUInt32LE(at + 8);
  const payload = bytes.subarray(start, end);
  const isWhole = end <= bytes.length && crc32(payload) === bytes.readUInt32LE(at + 12);
  return isWhole ? { kind: "whole", payload, end } : { kind: "damaged", end };
}

/** Whether a whole frame begins anywhere behind `at`. */
export function hasFrameBehind(bytes: Buffer, at: number, salt: Uint8Array): boolean {
  for (let next = bytes.indexOf(salt, at + 1); next !== -1; next = bytes.indexOf(salt, next + 1)) {
    if (frameAt(bytes, next, salt).kind === "whole") return true;
  }
  return false;
}
