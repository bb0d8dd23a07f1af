import { expect, test } from "vitest";
import { BatchBuilder } from "../batch/batch-builder.js";
import type {
  BigintInput,
  BinaryInput,
  DateInput,
  DecimalInput,
  TimestampInput,
  TimestampNtzInput,
  VariantInput,
} from "../codegen/inputs.js";
import type { RowWriter } from "../codegen/row-writer.js";
import type { RowIssue, RowIssueCode } from "./row-issue.js";

interface Item {
  readonly sku: string;
  readonly quantity?: number | null | undefined;
}

interface Row {
  readonly id: BigintInput;
  readonly flag?: boolean | null | undefined;
  readonly tiny?: number | null | undefined;
  readonly small?: number | null | undefined;
  readonly count?: number | null | undefined;
  readonly ratio?: number | null | undefined;
  readonly weight?: number | null | undefined;
  readonly name?: string | null | undefined;
  readonly body?: BinaryInput | null | undefined;
  readonly day?: DateInput | null | undefined;
  readonly at?: TimestampInput | null | undefined;
  readonly wall?: TimestampNtzInput | null | undefined;
  readonly total?: DecimalInput | null | undefined;
  readonly item?: Item | null | undefined;
  readonly items?: readonly Item[] | null | undefined;
  readonly attrs?: ReadonlyMap<string, string> | Readonly<Record<string, string>> | null | undefined;
  readonly levels?: ReadonlyMap<BigintInput, Item> | null | undefined;
  readonly code?: string | null | undefined;
  readonly sign?: string | null | undefined;
  readonly payload?: VariantInput | null | undefined;
}

function writeItem(w: RowWriter, value: Item): void {
  w.string(1, "sku", value.sku);
  if (value.quantity != null) w.int(2, "quantity", value.quantity);
}

function writeRow(w: RowWriter, row: Row): void {
  w.bigint(1, "id", row.id);
  if (row.flag != null) w.boolean(2, "flag", row.flag);
  if (row.tiny != null) w.tinyint(3, "tiny", row.tiny);
  if (row.small != null) w.smallint(4, "small", row.small);
  if (row.count != null) w.int(5, "count", row.count);
  if (row.ratio != null) w.float(6, "ratio", row.ratio);
  if (row.weight != null) w.double(7, "weight", row.weight);
  if (row.name != null) w.string(8, "name", row.name);
  if (row.body != null) w.binary(9, "body", row.body);
  if (row.day != null) w.date(10, "day", row.day);
  if (row.at != null) w.timestamp(11, "at", row.at);
  if (row.wall != null) w.timestampNtz(12, "wall", row.wall);
  if (row.total != null) w.decimal(13, "total", row.total, 10, 2);
  if (row.item != null) w.struct(14, "item", row.item, writeItem);
  if (row.items != null) w.list("items", row.items, writeItemsElement);
  if (row.attrs != null) w.map(16, "attrs", row.attrs, writeAttrsEntry);
  if (row.levels != null) w.map(17, "levels", row.levels, writeLevelsEntry);
  if (row.code != null) w.varchar(18, "code", row.code, 4);
  if (row.sign != null) w.char(19, "sign", row.sign, 1);
  if (row.payload != null) w.variant(20, "payload", row.payload);
}

function writeItemsElement(w: RowWriter, index: number, element: Item): void {
  w.struct(15, index, element, writeItem);
}

function writeAttrsEntry(w: RowWriter, key: string, value: string): void {
  w.string(1, key, key);
  w.string(2, key, value);
}

function writeLevelsEntry(w: RowWriter, key: BigintInput, value: Item): void {
  w.bigint(1, key, key);
  w.struct(2, key, value, writeItem);
}

/** What is wrong with a row, which need be none: callers without types pass anything. */
function issuesOf(given: unknown): readonly RowIssue[] {
  return new BatchBuilder().add(given as Row, writeRow, () => {});
}

const good = { id: 1n, name: "ok", items: [{ sku: "A" }], attrs: { colour: "red" } };

/** An iterable that ends in an error. */
function broken<T>(source: () => Iterator<T>): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      const iterator = source();
      for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value;
      throw new Error("the cursor is closed");
    },
  };
}

/** The last one is a part of the hint; without it there is to be none. */
type Want = readonly [given: object, path: string, type: string, received: string, hint?: string];

const whole = "values are never rounded";
const plainDate = 'pass "YYYY-MM-DD"';
const wants: Readonly<Record<RowIssueCode, readonly Want[]>> = {
  REQUIRED_MISSING: [
    [{ id: undefined }, "id", "BIGINT", "nothing"],
    [{ id: null }, "id", "BIGINT", "null"],
    [{ items: [{ sku: "A" }, {}] }, "items[1].sku", "STRING", "nothing"],
    [{ attrs: {}, levels: new Map([[7n, { sku: null }]]) }, "levels[7].sku", "STRING", "null"],
  ],
  UNKNOWN_FIELD: [
    [{ totl: "1" }, "totl", "", 'string "1"', "did you mean total?"],
    [{ item: { sku: "A", sqqku: 1 } }, "item.sqqku", "", "number 1", "the columns are sku, quantity"],
  ],
  WRONG_TYPE: [
    [{ id: "1" }, "id", "BIGINT", 'string "1"', "a bigint or a whole number"],
    [{ flag: 1 }, "flag", "BOOLEAN", "number 1", "pass true or false"],
    [{ tiny: true }, "tiny", "TINYINT", "boolean true", "pass a whole number"],
    [{ small: 1n }, "small", "SMALLINT", "bigint 1n", "pass a number: Number(value)"],
    [{ count: "21" }, "count", "INT", 'string "21"', "pass a whole number"],
    [{ ratio: "1" }, "ratio", "FLOAT", 'string "1"', "pass a number"],
    [{ weight: 1n }, "weight", "DOUBLE", "bigint 1n", "pass a number"],
    [{ name: 5 }, "name", "STRING", "number 5", "pass a string: String(value)"],
    [{ name: new String("x") }, "name", "STRING", "an object", "pass a string: String(value)"],
    [{ code: 1 }, "code", "VARCHAR(4)", "number 1", "pass a string: String(value)"],
    [{ body: new DataView(new ArrayBuffer(2)) }, "body", "BINARY", "a view of 2 bytes", "view.byteOffset"],
    [{ body: new SharedArrayBuffer(2) }, "body", "BINARY", "an object", "pass a copy"],
    [{ body: "AQI=" }, "body", "BINARY", 'string "AQI="', "new TextEncoder().encode(text)"],
    [{ day: 20_000 }, "day", "DATE", "number 20000", "a Date at midnight UTC"],
    [{ at: {} }, "at", "TIMESTAMP", "an object", "RFC 3339"],
    [
      { wall: new Date(0) },
      "wall",
      "TIMESTAMP_NTZ",
      "Date 1970-01-01T00:00:00.000Z",
      "toISOString().slice(0, -1)",
    ],
    [{ total: 19.99 }, "total", "DECIMAL(10,2)", "number 19.99", "as a string"],
    [{ item: [] }, "item", "STRUCT", "an array of 0", "pass an object"],
    [{ items: { length: 0 } }, "items", "ARRAY", "an object", "pass an array, a Set"],
    [{ items: "AB" }, "items", "ARRAY", 'string "AB"', "pass an array, a Set"],
    [{ items: new Map([[1, { sku: "A" }]]) }, "items", "ARRAY", "a Map", "[...map.values()]"],
    [{ items: [{ sku: "A" }, "B"] }, "items[1]", "STRUCT", 'string "B"', "pass an object"],
    [{ attrs: [["a", "b"]] }, "attrs", "MAP", "an array of 1", "pass a Map"],
    [{ attrs: { colour: 1 } }, 'attrs["colour"]', "STRING", "number 1", "pass a string: String(value)"],
    [{ attrs: new Map([[1, "v"]]) }, "attrs[1]", "STRING", "number 1", "pass a string: String(value)"],
    [{ levels: { 7: { sku: "A" } } }, 'levels["7"]', "BIGINT", 'string "7"', "a bigint or a whole number"],
  ],
  NOT_FINITE: [
    [{ tiny: Number.NaN }, "tiny", "TINYINT", "number NaN"],
    [{ id: Number.POSITIVE_INFINITY }, "id", "BIGINT", "number Infinity"],
    [{ total: "NaN" }, "total", "DECIMAL(10,2)", 'string "NaN"'],
  ],
  NOT_INTEGER: [
    [{ count: 1.5 }, "count", "INT", "number 1.5", whole],
    [
      { items: [{ sku: "A" }, { sku: "B" }, { sku: "C", quantity: 0.5 }] },
      "items[2].quantity",
      "INT",
      "number 0.5",
      whole,
    ],
  ],
  OUT_OF_RANGE: [
    [{ tiny: 128 }, "tiny", "TINYINT", "number 128"],
    [{ tiny: -129 }, "tiny", "TINYINT", "number -129"],
    [{ small: 32_768 }, "small", "SMALLINT", "number 32768"],
    [{ small: -32_769 }, "small", "SMALLINT", "number -32769"],
    [{ count: 2 ** 31 }, "count", "INT", "number 2147483648"],
    [{ count: -(2 ** 31) - 1 }, "count", "INT", "number -2147483649"],
    [{ id: 2n ** 63n }, "id", "BIGINT", "bigint 9223372036854775808n"],
    [{ id: -(2n ** 63n) - 1n }, "id", "BIGINT", "bigint -9223372036854775809n"],
  ],
  UNSAFE_INTEGER: [
    [{ id: 2 ** 53 }, "id", "BIGINT", "number 9007199254740992", "pass a bigint, from the start"],
  ],
  FLOAT_OVERFLOW: [
    [
      { ratio: 3.4028235677973366e38 },
      "ratio",
      "FLOAT",
      "number 3.4028235677973366e+38",
      "make the column DOUBLE",
    ],
  ],
  STRING_TOO_LONG: [
    [{ code: "😀😀abc" }, "code", "VARCHAR(4)", 'string "😀😀abc"', "never cut"],
    [{ sign: "ab" }, "sign", "CHAR(1)", 'string "ab"', "never cut"],
  ],
  ILL_FORMED_STRING: [
    [{ code: "\ud800abcde" }, "code", "VARCHAR(4)", 'string "\\ud800abcde"', "toWellFormed()"],
    [{ name: "a\ud800" }, "name", "STRING", 'string "a\\ud800"', "toWellFormed()"],
    [
      { name: `${"a".repeat(50)}\udc00` },
      "name",
      "STRING",
      `string "${"a".repeat(50)}\\udc00"`,
      "toWellFormed()",
    ],
  ],
  INVALID_DECIMAL: [[{ total: "1,5" }, "total", "DECIMAL(10,2)", 'string "1,5"', "at most one point"]],
  DECIMAL_PRECISION: [[{ total: 10n ** 8n }, "total", "DECIMAL(10,2)", "bigint 100000000n"]],
  DECIMAL_SCALE: [[{ total: "1.005" }, "total", "DECIMAL(10,2)", 'string "1.005"']],
  INVALID_DATE: [[{ day: "2026-02-29" }, "day", "DATE", 'string "2026-02-29"', plainDate]],
  DATE_OUT_OF_RANGE: [[{ day: "0000-01-01" }, "day", "DATE", 'string "0000-01-01"']],
  DATE_HAS_TIME: [
    [{ day: new Date(1) }, "day", "DATE", "Date 1970-01-01T00:00:00.001Z", "never cut or shifted"],
  ],
  INVALID_TIMESTAMP: [
    [{ at: "soon" }, "at", "TIMESTAMP", 'string "soon"', "YYYY-MM-DDTHH:MM:SS"],
    [{ at: new Date(Number.NaN) }, "at", "TIMESTAMP", "an invalid Date"],
  ],
  TIMESTAMP_OUT_OF_RANGE: [
    [{ wall: 2n ** 62n }, "wall", "TIMESTAMP_NTZ", "bigint 4611686018427387904n", "counts microseconds"],
  ],
  AMBIGUOUS_TIMESTAMP: [
    [{ wall: 1 }, "wall", "TIMESTAMP_NTZ", "number 1", 'pass "YYYY-MM-DDTHH:MM:SS"'],
    [{ at: 1_767_225_600 }, "at", "TIMESTAMP", "number 1767225600", "BigInt(ms) * 1000n"],
  ],
  OFFSET_REQUIRED: [
    [{ at: "2026-01-31T12:00" }, "at", "TIMESTAMP", 'string "2026-01-31T12:00"', 'end it with "Z"'],
  ],
  OFFSET_FORBIDDEN: [
    [
      { wall: "2026-01-31T12:00Z" },
      "wall",
      "TIMESTAMP_NTZ",
      'string "2026-01-31T12:00Z"',
      "make the column TIMESTAMP",
    ],
  ],
  INVALID_VARIANT: [
    [{ payload: { a: [1, undefined] } }, "payload.a[1]", "VARIANT", "nothing", "pass null"],
    [{ payload: Number.NaN }, "payload", "VARIANT", "number NaN"],
  ],
  UNREADABLE_VALUE: [
    [{ items: broken(() => [{ sku: "A" }][Symbol.iterator]()) }, "items", "ARRAY", "an object"],
    [
      { total: { toFixed: () => "1", toString: () => [].reduce((sum) => sum) } },
      "total",
      "DECIMAL(10,2)",
      "an object",
    ],
  ],
  NULL_ELEMENT: [
    [{ items: [{ sku: "A" }, null] }, "items[1]", "STRUCT", "null", "leave it out of the array"],
    [{ items: [undefined] }, "items[0]", "STRUCT", "nothing", "leave it out of the array"],
    [{ items: new Array(1) }, "items[0]", "STRUCT", "nothing", "leave it out of the array"],
  ],
  NULL_MAP_VALUE: [
    [{ attrs: { colour: null } }, 'attrs["colour"]', "STRING", "null", "leave the entry out"],
    [{ levels: new Map([[7, undefined]]) }, "levels[7]", "STRUCT", "nothing", "leave the entry out"],
  ],
  DUPLICATE_MAP_KEY: [
    [
      {
        levels: new Map<unknown, Item>([
          [7, { sku: "A" }],
          [7n, { sku: "B" }],
        ]),
      },
      "levels[7]",
      "BIGINT",
      "bigint 7n",
    ],
  ],
  RECORD_TOO_LARGE: [
    [{ body: new Uint8Array(11 * 1024 * 1024) }, "row", "", "a longer row", "ingest a reference"],
  ],
};

const cases = Object.entries(wants).flatMap(([code, rows]) =>
  rows.map(([given, path, type, received, hint]) => ({ code, given, path, type, received, hint })),
);

test.each(cases)("refuses $path ($type) with $code: $received", ({ given, hint, ...want }) => {
  const mend = hint === undefined ? {} : { hint: expect.stringContaining(hint) };
  expect(issuesOf({ ...good, ...given })).toEqual([{ ...want, ...mend, message: expect.any(String) }]);
});
