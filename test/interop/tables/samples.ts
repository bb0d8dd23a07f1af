import type { ScalarType, Value } from "@zerobus-gen/local";

/** Values of each type: the least, the greatest, an empty one where there is such, and what is usual. */
export const SAMPLES: readonly (readonly [ScalarType, readonly Value[]])[] = [
  ["boolean", [true, false]],
  ["byte", [-128, 127, 0]],
  ["short", [-32_768, 32_767, 0]],
  ["integer", [-(2 ** 31), 2 ** 31 - 1, 0]],
  ["long", [-(2n ** 63n), 2n ** 63n - 1n, 0n, 2n ** 53n + 1n]],
  [
    "float",
    [-3.4028234663852886e38, 3.4028234663852886e38, 1.401298464324817e-45, 0, -0, NaN, Infinity, -Infinity],
  ],
  ["double", [-Number.MAX_VALUE, Number.MAX_VALUE, Number.MIN_VALUE, 0, -0, NaN, Infinity, -Infinity, 0.1]],
  ["string", ["", "order 7", "naïve 列 😀", "\0", "\u{10ffff}".repeat(40), "\n\"\\'"]],
  ["varchar(5)", ["", "ab cd", "😀😀😀😀😀"]],
  ["char(3)", ["abc", "   "]],
  ["binary", [new Uint8Array(), new Uint8Array([0, 255, 128, 10]), new Uint8Array(3_000).fill(7)]],
  // The years that ClickHouse has: 1900 to 2299.
  ["date", [-25_567, 120_529, 0, 20_512]],
  ["timestamp", [-62_135_596_800_000_000n, 253_402_300_799_999_999n, 0n, -1n, 1_772_282_096_789_012n]],
  ["timestamp_ntz", [-62_135_596_800_000_000n, 253_402_300_799_999_999n, 0n, -1n, 1_772_282_096_789_012n]],
  ["decimal(1,0)", [-9n, 9n, 0n]],
  ["decimal(9,9)", [-999_999_999n, 999_999_999n, 0n, 1n]],
  ["decimal(18,2)", [-(10n ** 18n) + 1n, 10n ** 18n - 1n, 0n, 1999n]],
  ["decimal(19,0)", [-(10n ** 19n) + 1n, 10n ** 19n - 1n, 0n]],
  ["decimal(38,10)", [-(10n ** 38n) + 1n, 10n ** 38n - 1n, 0n, 12_345_678_901n]],
  ["decimal(38,38)", [-(10n ** 38n) + 1n, 10n ** 38n - 1n, 1n]],
];
