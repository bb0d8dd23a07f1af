const bits64 = new BigInt64Array(1);
const bits32 = new Int32Array(bits64.buffer);
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;

/** Whether a signed integer of 64 bits can hold it. */
export function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** The lower 32 of 64 bits. By a look at memory: arithmetic would make another bigint. */
export function lowHalf(value: bigint): number {
  bits64[0] = value;
  return bits32[LOW] ?? 0;
}

/** The upper 32 of 64 bits, signed. */
export function highHalf(value: bigint): number {
  bits64[0] = value;
  return bits32[1 - LOW] ?? 0;
}

/** The number that these halves are, if it is a safe integer; otherwise one that is none, near it. */
export function joined(low: number, high: number): number {
  return high * 0x1_0000_0000 + (low >>> 0);
}

/** The number that a bigint is when that is a safe integer, `NaN` otherwise. `Number(value)` is slower. */
export function safeNumber(value: bigint): number {
  if (!isInt64(value)) return Number.NaN;
  const number = joined(lowHalf(value), highHalf(value));
  return Number.isSafeInteger(number) ? number : Number.NaN;
}
