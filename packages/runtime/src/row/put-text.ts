import { lengthBytes, putLength } from "../wire/put-length.js";
import { putUtf8 } from "./utf8.js";

/** Text up to this length is written char by char; the engine is faster with what is longer. */
export const SHORT_TEXT = 96;

/** Text up to this length may reserve more than it takes. */
const MUCH_TEXT = 4096;

/**
 * Writes the first `length` chars of a text at `start` as if they were ASCII. False when they are not: what was written
 * is of no use then.
 */
export function putAscii(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  text: string,
  length: number,
): boolean {
  const last = length - 4;
  let seen = 0;
  if (last < 0) {
    for (let at = 0; at < length; at++) {
      const char = text.charCodeAt(at);
      seen |= char;
      bytes[start + at] = char;
    }
    return seen < 0x80;
  }
  // Four at a time. The last four may overlap those before: cheaper than a loop for what remains.
  for (let at = 0; ; at = Math.min(at + 4, last)) {
    const a = text.charCodeAt(at);
    const b = text.charCodeAt(at + 1);
    const c = text.charCodeAt(at + 2);
    const d = text.charCodeAt(at + 3);
    seen |= a | b | c | d;
    view.setInt32(start + at, a | (b << 8) | (c << 16) | (d << 24), true);
    if (at === last) return seen < 0x80;
  }
}

/** The most that {@link putText} takes for a text, in bytes. */
export function textBytes(text: string): number {
  // No code unit takes more than three bytes. What is very long is counted, so that it fits if it can.
  return 4 + (text.length < MUCH_TEXT ? 3 * text.length : Buffer.byteLength(text));
}

/** Writes any text at `start` as UTF-8 behind its length. Returns where it ends, or -1 if it has half a surrogate pair. */
export function putText(bytes: Buffer, start: number, text: string): number {
  const { length } = text;
  const room = lengthBytes(length);
  const from = start + room;
  if (length <= SHORT_TEXT) {
    const end = putUtf8(bytes, from, text);
    return end < 0 ? end : putLength(bytes, from, end, room);
  }
  const written = bytes.write(text, from);
  // What takes a byte a char is ASCII.
  if (written !== length && !text.isWellFormed()) return -1;
  return putLength(bytes, from, from + written, room);
}
