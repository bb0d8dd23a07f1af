import { putUint } from "./put-varint.js";

/** How many bytes a length takes; none reaches 2^28. */
export function lengthBytes(length: number): number {
  return length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : 4;
}

/**
 * Puts the length of what lies between `start` and `end` in front of it, where `room` bytes were left for it. Moves it
 * if it takes more or fewer: up to three bytes behind `end` are overwritten. Returns where it ends then.
 */
export function putLength(bytes: Uint8Array, start: number, end: number, room: number): number {
  const length = end - start;
  const taken = lengthBytes(length);
  if (taken !== room) bytes.copyWithin(start + taken - room, start, end);
  putUint(bytes, start - room, length);
  return end + taken - room;
}
