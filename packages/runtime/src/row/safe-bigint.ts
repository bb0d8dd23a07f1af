const bits64 = new BigInt64Array(1);
const bits32 = new Uint32Array(bits64.buffer);
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/** Whether a signed integer of 64 bits can hold it. */
export function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** The number that a bigint is when that is a safe integer, `NaN` otherwise. By its bits: `Number(value)` is slower. */
export function safeNumber(value: bigint): number {
  if (!isInt64(value)) return Number.NaN;
  bits64[0] = value;
  const number = ((bits32[HIGH] ?? 0) | 0) * 0x1_0000_0000 + (bits32[LOW] ?? 0);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}
