/**
 * Writes text as UTF-8 at `start`. Returns where it ends, or -1 when it holds half a surrogate pair. For text of some
 * dozen chars, with which calling the engine's own writer takes longer.
 */
export function putUtf8(bytes: Uint8Array, start: number, text: string): number {
  let at = start;
  for (let from = 0; from < text.length; from++) {
    const unit = text.charCodeAt(from);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else if ((unit & 0xf800) !== 0xd800) {
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else {
      const point = text.codePointAt(from++) ?? 0;
      if (point < 0x1_0000) return -1;
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return at;
}
