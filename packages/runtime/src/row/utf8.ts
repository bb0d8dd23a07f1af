/**
 * Writes text as UTF-8 at `start`. Returns where it ends, or -1 when it holds half a surrogate pair. For text of some
 * dozen chars, with which calling the engine's own writer takes longer.
 */
export function putUtf8(bytes: Uint8Array, start: number, text: string): number {
  let at = start;
  for (let from = 0; from < text.length && at >= 0; from++) {
    const unit = text.charCodeAt(from);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else {
      const point = text.codePointAt(from) ?? 0;
      at = putCodePoint(bytes, at, point);
      if (point > 0xffff) from++;
    }
  }
  return at;
}

/** Writes a code point that is not ASCII. Returns where it ends, or -1 when it is half a surrogate pair. */
export function putCodePoint(bytes: Uint8Array, start: number, point: number): number {
  let at = start;
  if (point < 0x800) {
    bytes[at++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x1_0000) {
      if (point >= 0xd800 && point <= 0xdfff) return -1;
      bytes[at++] = 0xe0 | (point >> 12);
    } else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
    }
    bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
  }
  bytes[at++] = 0x80 | (point & 0x3f);
  return at;
}
