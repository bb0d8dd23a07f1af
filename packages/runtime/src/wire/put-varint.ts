/** Writes a varint of 32 bits, unsigned, at `start`. Returns where it ends. */
export function putUint(bytes: Uint8Array, start: number, value: number): number {
  let rest = value;
  let at = start;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** Writes a varint of 28 bits at `start`: four bytes, whatever it needs. Returns where it ends. */
export function putUint28(view: DataView, start: number, value: number): number {
  // Without a branch: how many bytes a number takes is hard to predict.
  const length = ((38 - Math.clz32(value | 1)) * 37) >> 8;
  view.setInt32(start, spread(value) | (0x80_8080 & ((1 << ((length - 1) * 8)) - 1)), true);
  return start + length;
}

/** Writes a whole number of 32 bits at `start`; of a negative one that is ten bytes. Returns where it ends. */
export function putInt32(view: DataView, start: number, value: number): number {
  if (value >= 0 && value < 0x1000_0000) return putUint28(view, start, value);
  return putUint64(view, start, value >>> 0, value < 0 ? 0xffffffff : 0);
}

/** Writes a whole number of 64 bits, which comes as two signed halves, at `start`. Returns where it ends. */
export function putInt64(view: DataView, start: number, low: number, high: number): number {
  if (high < 0 || high >= 0x100_0000) return putUint64(view, start, low >>> 0, high >>> 0);
  // Two halves of 28 bits, which are four bytes of seven each.
  const upper = (high << 4) | (low >>> 28);
  if (upper === 0) return putUint28(view, start, low);
  view.setInt32(start, spread(low) | 0x80808080, true);
  return putUint28(view, start + 4, upper);
}

function putUint64(view: DataView, start: number, low: number, high: number): number {
  let [lo, hi, at] = [low, high, start];
  while (hi !== 0 || lo > 0x7f) {
    view.setUint8(at++, (lo & 0x7f) | 0x80);
    lo = ((lo >>> 7) | (hi << 25)) >>> 0;
    hi >>>= 7;
  }
  view.setUint8(at++, lo);
  return at;
}

/** The lower 28 bits, seven to a byte. */
function spread(value: number): number {
  return (value & 0x7f) | ((value & 0x3f80) << 1) | ((value & 0x1f_c000) << 2) | ((value & 0xfe0_0000) << 3);
}
