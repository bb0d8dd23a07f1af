import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawJson } from "../codegen/raw-json.js";
import type { RowWriter, WriteStruct } from "../codegen/row-writer.js";
import { CheckedRowWriter } from "./checked-row-writer.js";
import { JsonEncoder } from "./json-encoder.js";
import type { RowIssue } from "./row-issue.js";

const SLAB_BYTES = 256 * 1024;

const encoder = new JsonEncoder(0);
const writer = new CheckedRowWriter(encoder);

function issuesOf<T>(row: T, write: WriteStruct<T>): readonly RowIssue[] {
  encoder.beginRow(true);
  return writer.row(row, write);
}

function encode<T>(row: T, write: WriteStruct<T>): string {
  expect(issuesOf(row, write)).toEqual([]);
  const text = encoder.slab.toString("utf8", encoder.rowStart, encoder.position);
  encoder.returnTo(encoder.slab, 0);
  return text;
}

type WriteCell = (w: RowWriter, cell: { readonly c: never }) => void;

/** The text of one value. */
function textOf(value: unknown, write: WriteCell): string {
  const text = encode({ c: value }, write as WriteStruct<{ c: unknown }>);
  expect(text.slice(0, 5)).toBe('{"c":');
  return text.slice(5, -1);
}

const writeInt: WriteCell = (w, { c }) => w.int(1, "c", c);
const writeBigint: WriteCell = (w, { c }) => w.bigint(1, "c", c);
const writeFloat: WriteCell = (w, { c }) => w.float(1, "c", c);
const writeDouble: WriteCell = (w, { c }) => w.double(1, "c", c);
const writeString: WriteCell = (w, { c }) => w.string(1, "c", c);
const writeBinary: WriteCell = (w, { c }) => w.binary(1, "c", c);
const writeTimestamp: WriteCell = (w, { c }) => w.timestamp(1, "c", c);

test.each<[string, WriteCell, unknown, string]>([
  ["BOOLEAN", (w, { c }) => w.boolean(1, "c", c), true, "true"],
  ["BOOLEAN", (w, { c }) => w.boolean(1, "c", c), false, "false"],
  ["TINYINT", (w, { c }) => w.tinyint(1, "c", c), -128, "-128"],
  ["SMALLINT", (w, { c }) => w.smallint(1, "c", c), 32767, "32767"],
  ["INT", writeInt, -2147483648, "-2147483648"],
  ["INT", writeInt, -0, "0"],
  ["BIGINT", writeBigint, 0n, "0"],
  ["BIGINT", writeBigint, -0, "0"],
  ["BIGINT", writeBigint, 2n ** 53n - 1n, "9007199254740991"],
  ["BIGINT", writeBigint, -(2 ** 53) + 1, "-9007199254740991"],
  ["BIGINT", writeBigint, 2n ** 53n, '"9007199254740992"'],
  ["BIGINT", writeBigint, 2n ** 53n + 1n, '"9007199254740993"'],
  ["BIGINT", writeBigint, -(2n ** 63n), '"-9223372036854775808"'],
  ["FLOAT", writeFloat, 0.1, "0.1"],
  ["FLOAT", writeFloat, -1e-45, "-1.40129846e-45"],
  ["FLOAT", writeFloat, -0, "-0"],
  ["FLOAT", writeFloat, Number.NEGATIVE_INFINITY, '"-Infinity"'],
  ["DOUBLE", writeDouble, 0.1, "0.1"],
  ["DOUBLE", writeDouble, -0.05, "-0.05"],
  ["DOUBLE", writeDouble, 21.25, "21.25"],
  ["DOUBLE", writeDouble, -0, "-0"],
  ["DOUBLE", writeDouble, 1e21, "1e+21"],
  ["DOUBLE", writeDouble, Number.MIN_VALUE, "5e-324"],
  ["DOUBLE", writeDouble, Number.NaN, '"NaN"'],
  ["DOUBLE", writeDouble, Number.POSITIVE_INFINITY, '"Infinity"'],
  ["BINARY", writeBinary, Uint8Array.of(), '""'],
  ["BINARY", writeBinary, Uint8Array.of(0xfb, 0xff), '"+/8="'],
  ["DATE", (w, { c }) => w.date(1, "c", c), "1969-12-31", "-1"],
  ["TIMESTAMP", writeTimestamp, new Date(1), "1000"],
  ["TIMESTAMP", writeTimestamp, "9999-12-31T23:59:59.999999Z", '"253402300799999999"'],
  ["TIMESTAMP_NTZ", (w, { c }) => w.timestampNtz(1, "c", c), "1970-01-01T00:00:01", "1000000"],
  ["VARCHAR", (w, { c }) => w.varchar(1, "c", c, 2), "ab", '"ab"'],
  ["CHAR", (w, { c }) => w.char(1, "c", c, 3), "ab", '"ab"'],
  ["VARIANT", (w, { c }) => w.variant(1, "c", c), { a: ["x"] }, '"{\\"a\\":[\\"x\\"]}"'],
  ["DECIMAL", (w, { c }) => w.decimal(1, "c", c, 18, 2), "+007.50", '"7.5"'],
  ["DECIMAL", (w, { c }) => w.decimal(1, "c", c, 18, 2), "-7.50", '"-7.5"'],
])("writes %s", (_, write, value, text) => {
  expect(textOf(value, write)).toBe(text);
});

test("writes the text of a VARIANT as a string has it", () => {
  const given = fc
    .jsonValue({ stringUnit: "binary" })
    .filter((value) => value !== null)
    .map((value) => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(given, fc.boolean(), (value, isRaw) => {
      const text = JSON.stringify(value, undefined, isRaw ? "\t\r " : undefined);
      const written = textOf(isRaw ? rawJson(text) : value, (w, { c }) => w.variant(1, "c", c));
      expect(written).toBe(JSON.stringify(text));
    }),
  );
});

test("writes whole numbers as their digits", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.maxSafeInteger(),
        fc.nat(15).map((zeros) => 10 ** zeros),
      ),
      (value) => {
        for (const near of [value - 1, value, value + 1]) {
          if (Number.isSafeInteger(near)) expect(textOf(near, writeBigint)).toBe(String(BigInt(near)));
        }
      },
    ),
  );
});

const fewDigits = fc
  .tuple(fc.oneof(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.maxSafeInteger()), fc.nat(9))
  .map(([digits, point]) => digits / 10 ** point);
/** Numbers so large that they have few bits left for their fraction. */
const coarse = fc
  .tuple(fc.integer({ min: 2 ** 45, max: 2 ** 52 }), fc.constantFrom(0.5, 0.25, 0.125))
  .map(([whole, fraction]) => whole + fraction);

test("writes a DOUBLE as a number that reads as the same, no longer than JavaScript's own text", () => {
  fc.assert(
    fc.property(fc.oneof(fewDigits, coarse, fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
      const text = textOf(value, writeDouble);
      expect(JSON.parse(text)).toBe(value);
      expect(text.length).toBeLessThanOrEqual(Math.max(String(value).length, Object.is(value, -0) ? 2 : 21));
    }),
    { numRuns: 1000 },
  );
});

test("writes a FLOAT as a number that reads as the same, and no digit that 32 bits do not hold", () => {
  fc.assert(
    fc.property(fc.oneof(fewDigits, fc.float({ noNaN: true, noDefaultInfinity: true })), (value) => {
      const text = textOf(value, writeFloat);
      expect(Math.fround(JSON.parse(text))).toBe(Math.fround(value));
      if (!Number.isSafeInteger(Math.fround(value))) {
        expect(text.replace(/e.*|^-?0\.0*|\D/g, "").length).toBeLessThanOrEqual(9);
      }
    }),
    { numRuns: 1000 },
  );
});

// Lengths on both sides of what is written char by char.
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300, size: "max" }),
  fc.string({
    unit: fc.constantFrom("a", '"', "\\", "\n", "\u001f", "\u007f", "é", "€", "😀", "\u2028"),
    maxLength: 110,
  }),
);

test("writes text as JSON.stringify does", () => {
  fc.assert(
    fc.property(anyText, (value) => {
      expect(textOf(value, writeString)).toBe(JSON.stringify(value));
    }),
  );
  for (let char = 0; char < 0x1_0000; char++) {
    const value = String.fromCharCode(char);
    if (value.isWellFormed()) expect(textOf(value, writeString)).toBe(JSON.stringify(value));
  }
});

test("refuses text with half a surrogate pair, and no other", () => {
  const units = fc.array(fc.constantFrom("\ud83d", "\ude00", "a"), { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(units, (parts) => {
      const issues = issuesOf({ c: parts.join("") }, writeString as WriteStruct<{ c: string }>);
      encoder.returnTo(encoder.slab, 0);
      expect(issues.map(({ code }) => code)).toEqual(
        parts.join("").isWellFormed() ? [] : ["ILL_FORMED_STRING"],
      );
    }),
  );
});

test("writes bytes in base64 as Node.js does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (value) => {
      expect(textOf(value.subarray(1), writeBinary)).toBe(
        `"${Buffer.from(value.subarray(1)).toString("base64")}"`,
      );
    }),
  );
});

test("writes any name of a column so that it is read back", () => {
  const names = fc.uniqueArray(fc.oneof(fc.constantFrom("__proto__", '"', "\\", "a\nb", "", "€"), anyText), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(names, (columns) => {
      const write: WriteStruct<unknown> = (w) => {
        for (const [at, name] of columns.entries()) w.int(1, name, at);
      };
      const text = encode(Object.fromEntries(columns.map((name) => [name, 0])), write);
      expect(text).toBe(`{${columns.map((name, at) => `${JSON.stringify(name)}:${at}`).join(",")}}`);
    }),
  );
});

test("has room for any value at the end of a slab", () => {
  const long = "n".repeat(40);
  const write = (w: RowWriter): void => {
    w.bigint(1, long, -(2n ** 63n));
    w.double(2, long, -1.2345678901234567e-308);
    w.string(3, long, "\u0001".repeat(96));
    w.string(4, long, "€".repeat(96));
    w.string(5, long, "€".repeat(97));
    w.binary(6, long, new Uint8Array(100));
    w.list(long, [1], (to, index) => to.boolean(7, index, false));
    w.variant(8, long, { quotes: '"'.repeat(100), raw: rawJson("[\n\t1,\r2 ]") });
    w.decimal(9, long, `-${"9".repeat(37)}.9`, 38, 1);
    w.map(10, long, new Map([[1, 1]]), (to, key) => {
      to.bigint(1, key, -(2n ** 63n));
      to.struct(2, key, {}, () => {});
    });
  };
  const row = new JsonEncoder(0);
  row.beginRow(true);
  new CheckedRowWriter(row).row({}, write);
  const text = row.slab.toString("utf8", 0, row.position);
  const full = new JsonEncoder(0);
  // Rows of a few bytes, until there is less and less room for the row in question.
  for (full.beginRow(true); full.position < SLAB_BYTES - 7; full.beginRow(false)) {
    full.openRow();
    full.closeRow();
    if (full.position < SLAB_BYTES - row.position - 700) continue;
    const { slab, position } = full;
    full.beginRow(false);
    new CheckedRowWriter(full).row({}, write);
    expect(full.slab.toString("utf8", full.rowStart, full.position)).toBe(text);
    full.returnTo(slab, position);
  }
});

describe("containers", () => {
  interface Item {
    readonly name?: string | null;
    readonly sizes?: readonly number[] | null;
  }
  interface Row {
    readonly item?: Item | null;
    readonly items?: readonly Item[] | null;
    readonly byName?: ReadonlyMap<string, Item> | Readonly<Record<string, Item>> | null;
    readonly last?: string | null;
  }
  const writeItem = (w: RowWriter, item: Item): void => {
    if (item.name != null) w.string(1, "name", item.name);
    if (item.sizes != null) w.list("sizes", item.sizes, (to, index, size) => to.int(2, index, size));
  };
  const writeRow = (w: RowWriter, row: Row): void => {
    if (row.item != null) w.struct(1, "item", row.item, writeItem);
    if (row.items != null) w.list("items", row.items, (to, at, item) => to.struct(2, at, item, writeItem));
    if (row.byName != null) {
      w.map(3, "byName", row.byName, (to, key, item) => {
        to.string(1, key, key);
        to.struct(2, key, item, writeItem);
      });
    }
    if (row.last != null) w.string(4, "last", row.last);
  };

  test.each<[Row, string]>([
    [{}, "{}"],
    [{ item: null, items: null, byName: null }, "{}"],
    [{ item: {}, items: [], byName: {} }, '{"item":{},"items":[],"byName":{}}'],
    [{ items: [{}, { sizes: [] }, { name: "," }] }, '{"items":[{},{"sizes":[]},{"name":","}]}'],
    [
      { byName: { "2": { name: "b" }, "a,": {}, '"': { sizes: [1, -2] } }, last: "," },
      '{"byName":{"2":{"name":"b"},"a,":{},"\\"":{"sizes":[1,-2]}},"last":","}',
    ],
    [{ item: { name: ",", sizes: [3] }, last: "x" }, '{"item":{"name":",","sizes":[3]},"last":"x"}'],
  ])("of %j", (row, text) => {
    expect(encode(row, writeRow)).toBe(text);
  });

  test("start afresh after a row that was refused in their midst", () => {
    const refused: Row = { byName: new Map([["k", { sizes: [0.5] }]]) };
    expect(issuesOf(refused, writeRow).map(({ path }) => path)).toEqual(['byName["k"].sizes[0]']);
    encoder.returnTo(encoder.slab, 0);
    expect(encode({ last: "x" }, writeRow)).toBe('{"last":"x"}');
  });

  test("start afresh after a row whose own code threw in their midst", () => {
    const boom = new Error("from a getter of the row");
    const sizes = Object.defineProperty([1], 0, {
      get: () => {
        throw boom;
      },
    });
    expect(() => issuesOf({ item: { sizes } }, writeRow)).toThrow(boom);
    encoder.returnTo(encoder.slab, 0);
    expect(encode({ last: "x" }, writeRow)).toBe('{"last":"x"}');
  });

  const keys: readonly (readonly [string, (w: RowWriter, key: never) => void, unknown, string])[] = [
    ["BOOLEAN", (w, key) => w.boolean(1, key, key), true, "true"],
    ["TINYINT", (w, key) => w.tinyint(1, key, key), -5, "-5"],
    ["INT", (w, key) => w.int(1, key, key), 7, "7"],
    ["BIGINT", (w, key) => w.bigint(1, key, key), 5n, "5"],
    ["BIGINT", (w, key) => w.bigint(1, key, key), 2n ** 60n, "1152921504606846976"],
    ["STRING", (w, key) => w.string(1, key, key), 'a"b', 'a\\"b'],
    ["STRING", (w, key) => w.string(1, key, key), "x".repeat(200), "x".repeat(200)],
    ["DATE", (w, key) => w.date(1, key, key), "1970-01-02", "1"],
    ["TIMESTAMP", (w, key) => w.timestamp(1, key, key), 3n, "3"],
    ["DECIMAL", (w, key) => w.decimal(1, key, key, 9, 2), "1.50", "1.5"],
    ["DOUBLE", (w, key) => w.double(1, key, key), 0.5, "0.5"],
    ["FLOAT", (w, key) => w.float(1, key, key), Number.NaN, "NaN"],
  ];

  test.each(keys)("have a %s as a key in quotes", (_, writeKey, key, text) => {
    const write = (w: RowWriter, { m }: { readonly m: ReadonlyMap<never, number> }): void =>
      w.map(1, "m", m, (to, entryKey, value) => {
        writeKey(to, entryKey);
        to.int(2, entryKey, value);
      });
    expect(encode({ m: new Map([[key as never, 1]]) }, write)).toBe(`{"m":{"${text}":1}}`);
  });
});
