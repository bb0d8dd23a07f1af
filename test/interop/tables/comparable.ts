import type { Row, ScalarType, StructType, Value } from "@zerobus-gen/local";
import fc, { type Arbitrary } from "fast-check";
import { decimalDigits, isDecimalType } from "../../../packages/local/src/schema/decimal-type.js";

/**
 * Values of each type that has bounds in the statistics of a file: few, close to each other, and where bounds are easy
 * to get wrong.
 */
const VALUES: Readonly<Record<string, readonly [ScalarType, readonly Value[]]>> = {
  c_byte: ["byte", [-128, -127, -1, 0, 1, 126, 127]],
  c_short: ["short", [-32_768, -32_767, -1, 0, 1, 32_766, 32_767]],
  c_integer: ["integer", [-(2 ** 31), -1, 0, 1, 2 ** 31 - 1]],
  // Beyond 2^53 doubles skip every other integer.
  c_long: [
    "long",
    [-(2n ** 63n), -(2n ** 53n) - 1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n, 2n ** 63n - 1n],
  ],
  c_float: [
    "float",
    [-Infinity, -(2 ** 24), -0, 0, Math.fround(0.1), 2 ** 24, 3.4028234663852886e38, Infinity, NaN],
  ],
  c_double: ["double", [-Infinity, -1e300, -0, 0, 5e-324, 0.1, 0.2, 1e21, Number.MAX_VALUE, Infinity, NaN]],
  // Delta cuts bounds after 32 code points. UTF-16 has surrogates in another order than UTF-8 has what they stand for.
  c_string: ["string", texts()],
  c_varchar: ["varchar(40)", texts()],
  c_date: ["date", [-25_567, -1, 0, 1, 20_512, 20_513, 120_529]],
  // Delta cuts bounds after milliseconds.
  c_timestamp: ["timestamp", instants()],
  c_timestamp_ntz: ["timestamp_ntz", instants()],
  c_decimal_5_5: ["decimal(5,5)", [-99_999n, -1n, 0n, 1n, 99_998n, 99_999n]],
  c_decimal_18_2: ["decimal(18,2)", [-(10n ** 18n) + 1n, -1n, 0n, 1n, 10n ** 18n - 2n, 10n ** 18n - 1n]],
  c_decimal_38_0: ["decimal(38,0)", [-(10n ** 38n) + 1n, -1n, 0n, 1n, 10n ** 38n - 2n, 10n ** 38n - 1n]],
  c_decimal_38_10: ["decimal(38,10)", [-(10n ** 38n) + 1n, -1n, 0n, 1n, 10n ** 38n - 2n, 10n ** 38n - 1n]],
};

/** A column that predicates can be on: the path to it as SQL, and what it may hold. */
export interface ComparableColumn {
  readonly path: string;
  readonly type: ScalarType;
  readonly values: readonly Value[];
}

/** Each type as a column, and once more inside the STRUCT `within`. There are as many as have statistics: 32 leaves. */
export const COMPARABLE_COLUMNS: readonly ComparableColumn[] = ["", "within."].flatMap((prefix) =>
  Object.entries(VALUES).map(([name, [type, values]]) => ({ path: prefix + name, type, values })),
);

const fields = Object.entries(VALUES).map(([name, [type]]) => ({ name, type, nullable: true, metadata: {} }));

/** The schema of {@link COMPARABLE_COLUMNS}. */
export const COMPARABLE_SCHEMA: StructType = {
  type: "struct",
  fields: [...fields, { name: "within", type: { type: "struct", fields }, nullable: true, metadata: {} }],
};

/** Rows of {@link COMPARABLE_SCHEMA} in several files. */
export function comparableFiles(): Arbitrary<readonly (readonly Row[])[]> {
  const members = fc.record(
    Object.fromEntries(
      Object.entries(VALUES).map(([name, [, values]]) => [
        name,
        fc.option(fc.constantFrom(...values), { nil: null, freq: 4 }),
      ]),
    ),
  );
  const row = fc
    .record({ outer: members, within: fc.option(members, { nil: null, freq: 4 }) })
    .map(({ outer, within }): Row => ({ ...outer, within }));
  return fc.array(fc.array(row, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 10 });
}

/** A decimal as text. */
export function decimalText(type: ScalarType, unscaled: bigint): string {
  if (!isDecimalType(type)) throw new TypeError(`${type} is no decimal`);
  const { scale } = decimalDigits(type);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? "-" : ""}${whole}${scale === 0 ? "" : "."}${digits.slice(digits.length - scale)}`;
}

function texts(): readonly string[] {
  const long = ["a", "\u{10ffff}", "\ud7ff"].flatMap((last) => {
    const cut = "a".repeat(31) + last;
    return [cut, `${cut}a`, `${cut}\u{10ffff}`];
  });
  return [
    "",
    "a",
    "b",
    "\ufffd",
    "\u{1f600}",
    "é",
    "\0",
    ...long,
    "\u{1f600}".repeat(33),
    "\u{10ffff}".repeat(33),
  ];
}

function instants(): readonly bigint[] {
  const around = [0n, -1_000n, 1_772_282_096_789_000n].flatMap((at) => [at - 1n, at, at + 1n]);
  return [-62_135_596_800_000_000n, ...around, 253_402_300_799_999_001n, 253_402_300_799_999_999n];
}
