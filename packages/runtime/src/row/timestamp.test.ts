import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowIssueCode } from "./row-issue.js";
import { isUsualMicros, toInstantMicros, toWallClockMicros } from "./timestamp.js";

const MIN = -62_135_596_800_000_000n;
const MAX = 253_402_300_799_999_999n;
const anyMicros = fc.bigInt({ min: MIN, max: MAX });
const midnight = { year: 2026, month: 1, day: 31, hour: 0, minute: 0, second: 0 };
const noFraction = { millisecond: 0, microsecond: 0, nanosecond: 0 };

/** What a converter gave, in one form. */
function exact(micros: ReturnType<typeof toInstantMicros>): unknown {
  return typeof micros === "number" ? BigInt(micros) : micros;
}

/** `YYYY-MM-DDTHH:MM:SS.ffffff` of microseconds since 1970. */
function textOf(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const wholeSeconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19);
  return `${wholeSeconds}.${String(fraction).padStart(6, "0")}`;
}

describe("toInstantMicros", () => {
  test.each<[unknown, bigint]>([
    [new Date(0), 0n],
    [new Date(-1), -1000n],
    [new Date("9999-12-31T23:59:59.999Z"), 253_402_300_799_999_000n],
    [0n, 0n],
    [MIN, MIN],
    [MAX, MAX],
    ["1970-01-01T00:00:00Z", 0n],
    ["1970-01-01t00:00:00z", 0n],
    ["1970-01-01 00:00Z", 0n],
    ["1969-12-31T23:59:59.999999Z", -1n],
    ["1970-01-01T00:00:00.1Z", 100_000n],
    ["1970-01-01T00:00:00.000001Z", 1n],
    ["1970-01-01T00:00:00.123456000Z", 123_456n],
    ["1970-01-01T01:30:00+01:30", 0n],
    ["1969-12-31T20:00:00-04:00", 0n],
    ["1970-01-01T00:00:00-00:00", 0n],
    ["1970-01-01T23:59:00+23:59", 0n],
    ["2024-02-29T12:00:00Z", 1_709_208_000_000_000n],
    ["0001-01-01T00:00:00Z", MIN],
    ["0001-01-01T23:59:00+23:59", MIN],
    ["9999-12-31T23:59:59.999999Z", MAX],
    ["9999-12-31T00:00:59.999999-23:59", MAX],
    // A double holds every microsecond only until the middle of 2255.
    ["2255-06-05T23:47:34.739999Z", 9_007_199_254_739_999n],
    ["2255-06-05T23:47:34.740993Z", 9_007_199_254_740_993n],
    ["2900-01-01T00:00:00.000001Z", 29_348_006_400_000_001n],
    ["1000-01-01T00:00:00.000001Z", -30_610_224_000_000_000n + 1n],
    [{ epochNanoseconds: -1000n }, -1n],
    [{ epochNanoseconds: MAX * 1000n }, MAX],
  ])("takes %o as %d", (given, want) => {
    expect(exact(toInstantMicros(given))).toBe(want);
  });

  test.each<[unknown, RowIssueCode]>([
    [new Date(Number.NaN), "INVALID_TIMESTAMP"],
    [new Date(-62_135_596_800_001), "TIMESTAMP_OUT_OF_RANGE"],
    [new Date(253_402_300_800_000), "TIMESTAMP_OUT_OF_RANGE"],
    [new Date(-8.64e15), "TIMESTAMP_OUT_OF_RANGE"],
    [MIN - 1n, "TIMESTAMP_OUT_OF_RANGE"],
    [MAX + 1n, "TIMESTAMP_OUT_OF_RANGE"],
    [2n ** 64n, "TIMESTAMP_OUT_OF_RANGE"],
    ["0001-01-01T00:00:00+00:01", "TIMESTAMP_OUT_OF_RANGE"],
    ["9999-12-31T23:59:59.999999-00:01", "TIMESTAMP_OUT_OF_RANGE"],
    ["0000-12-31T23:59:59Z", "TIMESTAMP_OUT_OF_RANGE"],
    [0, "AMBIGUOUS_TIMESTAMP"],
    [1_767_225_600_000, "AMBIGUOUS_TIMESTAMP"],
    [Number.NaN, "AMBIGUOUS_TIMESTAMP"],
    ["2026-01-31T12:00:00", "OFFSET_REQUIRED"],
    ["2026-01-31T12:00:00.5", "OFFSET_REQUIRED"],
    ["2026-01-31 12:00", "OFFSET_REQUIRED"],
    ["2026-01-31T12:00:00.1234567Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00.000000001Z", "INVALID_TIMESTAMP"],
    [{ epochNanoseconds: 1n }, "INVALID_TIMESTAMP"],
    [{ epochNanoseconds: -1n }, "INVALID_TIMESTAMP"],
    ["", "INVALID_TIMESTAMP"],
    ["now", "INVALID_TIMESTAMP"],
    ["2026-01-31", "INVALID_TIMESTAMP"],
    ["2026-02-29T00:00:00Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T24:00:00Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T23:60:00Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T23:59:60Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00.Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00,5Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00+0100", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00+01", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00+24:00", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00+01:60", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00Z ", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00Z[UTC]", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:00 Z", "INVALID_TIMESTAMP"],
    ["2026-01-31T12:00:", "INVALID_TIMESTAMP"],
    ["2026-01-31X12:00:00Z", "INVALID_TIMESTAMP"],
    [{ epochNanoseconds: 0 }, "WRONG_TYPE"],
    [{ ...midnight, ...noFraction }, "WRONG_TYPE"],
    [{}, "WRONG_TYPE"],
    [null, "WRONG_TYPE"],
    [undefined, "WRONG_TYPE"],
    [true, "WRONG_TYPE"],
  ])("refuses %o with %s", (given, code) => {
    expect(toInstantMicros(given)).toMatchObject({ code });
  });

  test("keeps every microsecond of text, with any offset", () => {
    fc.assert(
      fc.property(anyMicros, fc.integer({ min: -1439, max: 1439 }), (micros, offset) => {
        const shown = micros + BigInt(offset) * 60_000_000n;
        fc.pre(shown >= MIN && shown <= MAX);
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const sign = offset < 0 ? "-" : "+";
        const text = `${textOf(shown)}${sign}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
        expect(exact(toInstantMicros(text))).toBe(micros);
      }),
    );
  });

  test("gives a number only when it is exact", () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        const got = toInstantMicros(`${textOf(micros)}Z`);
        if (typeof got === "number") expect(Number.isSafeInteger(got)).toBe(true);
        else expect(typeof got).toBe("bigint");
      }),
    );
  });
});

describe("toWallClockMicros", () => {
  test.each<[unknown, bigint]>([
    [-1n, -1n],
    [MAX, MAX],
    ["1970-01-01T00:00:00", 0n],
    ["1970-01-01 00:00", 0n],
    ["1970-01-01T00:00:00.000001", 1n],
    ["0001-01-01T00:00:00", MIN],
    ["9999-12-31T23:59:59.999999", MAX],
    [{ ...midnight, ...noFraction }, 1_769_817_600_000_000n],
    [{ ...midnight, millisecond: 1, microsecond: 2, nanosecond: 0 }, 1_769_817_600_001_002n],
    [
      { ...midnight, year: 9999, month: 12, millisecond: 999, microsecond: 999, nanosecond: 0 },
      MAX - 86_399_000_000n,
    ],
  ])("takes %o as %d", (given, want) => {
    expect(exact(toWallClockMicros(given))).toBe(want);
  });

  test.each<[unknown, RowIssueCode]>([
    [MIN - 1n, "TIMESTAMP_OUT_OF_RANGE"],
    [0, "AMBIGUOUS_TIMESTAMP"],
    ["1970-01-01T00:00:00Z", "OFFSET_FORBIDDEN"],
    ["1970-01-01T00:00:00+00:00", "OFFSET_FORBIDDEN"],
    ["1970-01-01T00:00:00.0000001", "INVALID_TIMESTAMP"],
    ["1970-01-01", "INVALID_TIMESTAMP"],
    [{ ...midnight, ...noFraction, nanosecond: 1 }, "INVALID_TIMESTAMP"],
    [{ ...midnight, ...noFraction, year: 10_000 }, "TIMESTAMP_OUT_OF_RANGE"],
    [{ ...midnight, ...noFraction, day: 32 }, "WRONG_TYPE"],
    [{ ...midnight, ...noFraction, hour: "0" }, "WRONG_TYPE"],
    [{ ...midnight, ...noFraction, second: 0.5 }, "WRONG_TYPE"],
    [midnight, "WRONG_TYPE"],
    [new Date(0), "WRONG_TYPE"],
    [{}, "WRONG_TYPE"],
    [null, "WRONG_TYPE"],
    [undefined, "WRONG_TYPE"],
    [() => 0, "WRONG_TYPE"],
  ])("refuses %o with %s", (given, code) => {
    expect(toWallClockMicros(given)).toMatchObject({ code });
  });

  test("says how to get the UTC wall clock of a Date", () => {
    expect(toWallClockMicros(new Date(0))).toMatchObject({ hint: expect.stringContaining("toISOString") });
  });

  test("keeps every microsecond of text", () => {
    fc.assert(
      fc.property(anyMicros, (micros) => {
        expect(exact(toWallClockMicros(textOf(micros)))).toBe(micros);
      }),
    );
  });
});

test.each(["hour", "minute", "second", "millisecond", "microsecond", "nanosecond"])(
  "refuses a wall clock whose %s is beyond the clock, rather than carry it over",
  (field) => {
    const noon = {
      year: 2026,
      month: 1,
      day: 31,
      hour: 12,
      minute: 0,
      second: 0,
      millisecond: 0,
      microsecond: 0,
      nanosecond: 0,
    };
    expect(toWallClockMicros(noon)).toBe(1769860800000000);
    expect(toWallClockMicros({ ...noon, [field]: -1 })).toMatchObject({ code: "INVALID_TIMESTAMP" });
    expect(toWallClockMicros({ ...noon, [field]: 1000 })).toMatchObject({ code: "INVALID_TIMESTAMP" });
  },
);

test("what are usual microseconds is accepted as it is", () => {
  const edge = fc.constantFrom(0n, MAX, 2n ** 63n, 2n ** 64n, 2n ** 64n + 1_764_000_000_000_000n);
  const near = edge.chain((at) => fc.bigInt({ min: at - 2n ** 34n, max: at + 2n ** 34n }));
  fc.assert(
    fc.property(fc.oneof(near, fc.bigInt({ min: -MAX, max: 2n * MAX })), (micros) => {
      if (isUsualMicros(micros)) expect(BigInt(toInstantMicros(micros) as number | bigint)).toBe(micros);
    }),
    { numRuns: 2000 },
  );
  expect(isUsualMicros(1_764_000_000_000_000n)).toBe(true);
});
