import { expect, test } from "vitest";
import { BatchBuilder } from "../batch/batch-builder.js";
import { type Everything, writeEverything } from "../testing/everything.js";
import { formatIssue } from "./row-error.js";
import type { RowIssueCode } from "./row-issue.js";

/** What a person reads for each code. */
const messages: Readonly<Record<Exclude<RowIssueCode, "REQUIRED_MISSING">, object>> = {
  UNKNOWN_FIELD: { Flag: true },
  WRONG_TYPE: { weight: "21" },
  NOT_FINITE: { count: Number.NaN },
  NOT_INTEGER: { count: 1.5 },
  OUT_OF_RANGE: { small: 40_000 },
  UNSAFE_INTEGER: { big: 2 ** 60 },
  FLOAT_OVERFLOW: { ratio: 1e39 },
  STRING_TOO_LONG: { code: "a text of 23 characters" },
  ILL_FORMED_STRING: { text: "half of 😀: \ud83d" },
  INVALID_DECIMAL: { amount: "1,234.50" },
  DECIMAL_PRECISION: { amount: 10n ** 36n },
  DECIMAL_SCALE: { amount: "12.345" },
  INVALID_DATE: { day: "2026-02-29" },
  DATE_OUT_OF_RANGE: { day: { days: 20_000_000 } },
  DATE_HAS_TIME: { day: new Date("2026-01-31T23:00:00Z") },
  INVALID_TIMESTAMP: { instant: "2026-01-31" },
  TIMESTAMP_OUT_OF_RANGE: { instant: new Date(8.64e15) },
  AMBIGUOUS_TIMESTAMP: { instant: 1_767_225_600_000 },
  OFFSET_REQUIRED: { instant: "2026-01-31T12:00:00" },
  OFFSET_FORBIDDEN: { wall: "2026-01-31T12:00:00Z" },
  INVALID_VARIANT: { payload: { lines: [{ price: Number.POSITIVE_INFINITY }] } },
  NULL_ELEMENT: { flags: [true, null] },
  NULL_MAP_VALUE: { texts: { colour: null } },
  DUPLICATE_MAP_KEY: {
    bigs: new Map<unknown, bigint>([
      [7, 1n],
      [7n, 2n],
    ]),
  },
  UNREADABLE_VALUE: { flags: { [Symbol.iterator]: () => JSON.parse("") } },
  RECORD_TOO_LARGE: { body: new Uint8Array(11 * 1024 * 1024) },
};

test("every message names the value, its type, what came, and where it can, the mend", () => {
  const told = Object.values(messages).flatMap((row) =>
    new BatchBuilder()
      .add(row as Everything, writeEverything, () => {})
      .map((issue) => ({
        code: issue.code,
        message: formatIssue(issue),
      })),
  );
  expect(told.map(({ code }) => code)).toEqual(Object.keys(messages));
  expect(`\n${told.map(({ message }) => message).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    Flag: is no column of the table, got boolean true; names are case-sensitive: write flag
    weight (DOUBLE): is not a value of DOUBLE, got string "21"; pass a number
    count (INT): is not a finite number, got number NaN
    count (INT): is not a whole number, got number 1.5; values are never rounded
    small (SMALLINT): does not fit -32768..32767, got number 40000
    big (BIGINT): is too large for a number to hold exactly, got number 1152921504606847000; pass a bigint, from the start
    ratio (FLOAT): is too large for 32 bits, got number 1e+39; make the column DOUBLE
    code (VARCHAR(8)): has 23 code points, VARCHAR(8) takes 8, got string "a text of 23 characters"; values are never cut
    text (STRING): holds half a surrogate pair at 12, which UTF-8 cannot carry, got string "half of 😀: \\ud83d"; cut strings between characters, or pass value.toWellFormed()
    amount (DECIMAL(38,2)): is not a decimal number, got string "1,234.50"; write it with digits and at most one point: "-1234.50"
    amount (DECIMAL(38,2)): has more than 36 digits before the point, which is all DECIMAL(38,2) takes, got bigint 1000000000000000000000000000000000000n
    amount (DECIMAL(38,2)): has 3 fraction digits, DECIMAL(38,2) takes 2; values are never rounded, got string "12.345"
    day (DATE): is no date of the calendar, got string "2026-02-29"; pass "YYYY-MM-DD"
    day (DATE): lies outside 0001-01-01..9999-12-31, got an object
    day (DATE): has a time of day, got Date 2026-01-31T23:00:00.000Z; pass the calendar date you mean as "YYYY-MM-DD"; a Date counts in UTC, and is never cut or shifted to a zone
    instant (TIMESTAMP): is no valid time, got string "2026-01-31"; text is "YYYY-MM-DDTHH:MM:SS.ffffff", in TIMESTAMP with "Z" or "+01:00" behind it
    instant (TIMESTAMP): lies outside the years 0001..9999, got Date +275760-09-13T00:00:00.000Z; a bigint counts microseconds since 1970
    instant (TIMESTAMP): could be seconds, milliseconds or microseconds, got number 1767225600000; pass a Date, or microseconds as a bigint: BigInt(ms) * 1000n
    instant (TIMESTAMP): has no offset, so it names no instant, got string "2026-01-31T12:00:00"; end it with "Z" or "+01:00"
    wall (TIMESTAMP_NTZ): has an offset, but the column is a wall clock without one, got string "2026-01-31T12:00:00Z"; pass "YYYY-MM-DDTHH:MM:SS", or make the column TIMESTAMP
    payload.lines[0].price (VARIANT): is no number that JSON has, got number Infinity
    flags[1] (BOOLEAN): is null, which an element cannot be, got null; leave it out of the array
    texts["colour"] (STRING): is null, which a map value cannot be, got null; leave the entry out
    bigs[7] (BIGINT): is there as a number too, which is the same key in the table, got bigint 7n
    flags (ARRAY): threw while it was read: Unexpected end of JSON input, got an object
    row: is longer than 10420160 bytes, the most a request carries: body has about 11534336, got a longer row; store large values elsewhere and ingest a reference to them
    "
  `);
});
