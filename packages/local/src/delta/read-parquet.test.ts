import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { encodeParquet } from "./encode-parquet.js";
import { compilePivot } from "./pivot.js";
import { readParquet } from "./read-parquet.js";

const struct = (fields: Readonly<Record<string, DataType>>, nullable = true): StructType => ({
  type: "struct",
  fields: Object.entries(fields).map(([name, type]) => ({ name, type, nullable, metadata: {} })),
});
const array = (elementType: DataType): DataType => ({ type: "array", elementType, containsNull: true });
const map = (keyType: DataType, valueType: DataType): DataType => ({
  type: "map",
  keyType,
  valueType,
  valueContainsNull: true,
});

async function readAll(bytes: Uint8Array, schema: StructType): Promise<{ rows: Row[]; groups: number }> {
  const directory = await mkdtemp(join(tmpdir(), "parquet-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, "file"), bytes);
  const rows: Row[] = [];
  let groups = 0;
  for await (const group of readParquet(join(directory, "file"), schema)) {
    rows.push(...group);
    groups += 1;
  }
  return { rows, groups };
}

async function roundTrip(schema: StructType, rows: readonly Row[]): Promise<Row[]> {
  return (await readAll(encodeParquet(schema, compilePivot(schema)(rows)), schema)).rows;
}

const LONGS: Value[] = [0n, -(2n ** 63n), 2n ** 63n - 1n, 9007199254740993n];
const unscaled = (precision: number): Value[] => [
  0n,
  10n ** BigInt(precision) - 1n,
  1n - 10n ** BigInt(precision),
];

const SCALARS: readonly (readonly [ScalarType, Value[]])[] = [
  ["boolean", [true, false]],
  ["byte", [0, -128, 127]],
  ["short", [0, -32768, 32767]],
  ["integer", [0, -(2 ** 31), 2 ** 31 - 1]],
  ["long", LONGS],
  ["float", [0, -0, 1.5, 3.4028234663852886e38, 1.401298464324817e-45, Number.NaN, Number.NEGATIVE_INFINITY]],
  ["double", [0, -0, 0.1, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY]],
  ["string", ["", "plain", "\ufefffirst", "\u{10ffff}\u0000", "é".repeat(1000)]],
  ["binary", [new Uint8Array(), new Uint8Array([0, 255]), new Uint8Array(5000).fill(7)]],
  ["date", [0, -719162, 2932896, -(2 ** 31), 2 ** 31 - 1]],
  ["timestamp", LONGS],
  ["timestamp_ntz", LONGS],
  ["decimal(1,0)", unscaled(1)],
  ["decimal(9,9)", unscaled(9)],
  ["decimal(10,0)", unscaled(10)],
  ["decimal(18,2)", unscaled(18)],
  ["decimal(19,10)", unscaled(19)],
  ["decimal(38,0)", unscaled(38)],
  ["decimal(38,38)", unscaled(38)],
];

const NESTED: readonly (readonly [string, DataType, Value[]])[] = [
  ["a struct", struct({ a: "long", b: "string" }), [{ a: 1n, b: null }, { a: null, b: null }, null]],
  ["a struct that is never null inside", struct({ a: "long" }, false), [{ a: 1n }, null]],
  [
    "a struct in a struct",
    struct({ s: struct({ a: "date" }) }),
    [{ s: { a: 1 } }, { s: { a: null } }, { s: null }, null],
  ],
  ["an array", array("string"), [["x", null, ""], [null], [], null]],
  ["an array of arrays", array(array("integer")), [[[1, null], [], null], [[]], [], null]],
  ["an array of structs", array(struct({ d: "decimal(30,2)" })), [[{ d: 5n }, null, { d: null }], [], null]],
  [
    "a map",
    map("string", "long"),
    [
      new Map([
        ["a", 1n],
        ["", null],
      ]),
      new Map(),
      null,
    ],
  ],
  [
    "a map with keys that are not strings",
    map("long", "boolean"),
    [
      new Map([
        [2n ** 62n, true],
        [-1n, null],
      ]),
    ],
  ],
  [
    "a map with structs for keys",
    map(struct({ a: "byte" }), "byte"),
    [
      new Map([
        [{ a: 1 }, 1],
        [{ a: null }, 2],
      ]),
    ],
  ],
  [
    "a map of maps of arrays",
    map("date", map("string", array("double"))),
    [
      new Map([
        [1, new Map([["k", [0.5, null]]])],
        [2, null],
      ]),
      null,
    ],
  ],
  [
    "a struct of all kinds",
    struct({ l: array("long"), m: map("string", "long"), s: struct({ l: array(array("long")) }) }),
    [{ l: [null], m: new Map(), s: { l: [[], null] } }, { l: null, m: null, s: null }, null],
  ],
];

describe("a Parquet file", () => {
  test.each(SCALARS)("keeps %s: values, extremes and nulls", async (type, values) => {
    const rows = values.map((c) => ({ c }));
    expect(await roundTrip(struct({ c: type }, false), rows)).toEqual(rows);
    const withNulls = [{ c: null }, ...rows.flatMap((row) => [row, { c: null }])];
    expect(await roundTrip(struct({ c: type }), withNulls)).toEqual(withNulls);
    const onlyNulls = [{ c: null }, { c: null }];
    expect(await roundTrip(struct({ c: type }), onlyNulls)).toEqual(onlyNulls);
  });

  test.each(NESTED)("keeps %s, with nulls at every level", async (_, type, values) => {
    const rows = values.map((c) => ({ c }));
    expect(await roundTrip(struct({ c: type }), rows)).toEqual(rows);
    expect(await roundTrip(struct({ c: array(type) }), [{ c: values }])).toEqual([{ c: values }]);
  });

  test("keeps many rows, over pages and row groups, whether values repeat or not", async () => {
    const schema = struct({
      id: "long",
      name: "string",
      price: "double",
      tags: array("string"),
      blob: "binary",
    });
    const rows = Array.from({ length: 100_001 }, (_, i) => ({
      id: i % 7 === 0 ? null : BigInt(i),
      name: `name ${i % 13}`,
      price: i % 2 === 0 ? -0 : 0,
      tags: i % 3 === 0 ? null : [`t${i % 5}`, null],
      blob: i % 1000 === 0 ? new Uint8Array(4000).fill(i) : null,
    }));
    const read = await readAll(encodeParquet(schema, compilePivot(schema)(rows)), schema);
    expect(read.groups).toBe(25);
    expect(read.rows).toHaveLength(rows.length);
    const wrong = rows.findIndex(
      (row, i) => JSON.stringify(row, exact) !== JSON.stringify(read.rows[i], exact),
    );
    expect(wrong).toBe(-1);
  });

  test("keeps columns apart whatever their names", async () => {
    const schema = struct({
      "a.b": "long",
      a: struct({ b: "long", "b.c": "long" }),
      __proto__x: "long",
      list: "long",
    });
    const hostile: StructType = {
      type: "struct",
      fields: [
        ...schema.fields,
        { name: "__proto__", type: struct({ key: "long" }), nullable: true, metadata: {} },
      ],
    };
    const row = Object.fromEntries([
      ["a.b", 1n],
      ["a", { b: 2n, "b.c": 3n }],
      ["__proto__x", 4n],
      ["list", 5n],
      ["__proto__", { key: 6n }],
    ] as [string, Value][]);
    const [read] = await roundTrip(hostile, [row]);
    expect(Object.entries(read ?? {})).toEqual(Object.entries(row));
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test("hands out bytes that keep nothing else alive", async () => {
    const [row] = await roundTrip(struct({ c: "binary" }), [
      { c: new Uint8Array([1, 2]) },
      { c: new Uint8Array(99) },
    ]);
    expect(row?.c instanceof Uint8Array && row.c.buffer.byteLength).toBe(2);
  });

  test("stores the replacement character for half a surrogate pair", async () => {
    expect(await roundTrip(struct({ c: "string" }), [{ c: "a\ud800" }])).toEqual([{ c: "a\ufffd" }]);
  });

  test("is read by column name: order does not matter, what is missing is null", async () => {
    const written = struct({ b: "string", s: struct({ y: "long", x: "long" }) });
    const bytes = encodeParquet(written, compilePivot(written)([{ b: "x", s: { y: 1n, x: 2n } }]));
    const { rows } = await readAll(
      bytes,
      struct({ new: array("long"), s: struct({ x: "long", z: "date" }), b: "string" }),
    );
    expect(rows).toEqual([{ new: null, s: { x: 2n, z: null }, b: "x" }]);
  });

  test("of another writer is read in the same units", async () => {
    const buffer = parquetWriteBuffer({
      schema: [
        { name: "root", num_children: 5 },
        { name: "millis", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" },
        {
          name: "nanos",
          type: "INT64",
          logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" },
          repetition_type: "REQUIRED",
        },
        { name: "narrow", type: "INT32", repetition_type: "REQUIRED" },
        {
          name: "money",
          type: "BYTE_ARRAY",
          converted_type: "DECIMAL",
          precision: 10,
          scale: 2,
          repetition_type: "REQUIRED",
        },
        { name: "text", type: "BYTE_ARRAY", repetition_type: "REQUIRED" },
      ],
      columnData: [
        { name: "millis", data: [-1n] },
        { name: "nanos", data: [-1n] },
        { name: "narrow", data: [-7] },
        { name: "money", data: [-1999n] },
        { name: "text", data: [new TextEncoder().encode("\ufeffx")] },
      ],
    });
    const schema = struct({
      millis: "timestamp",
      nanos: "timestamp_ntz",
      narrow: "long",
      money: "decimal(10,2)",
      text: "string",
    });
    expect((await readAll(new Uint8Array(buffer), schema)).rows).toEqual([
      { millis: -1000n, nanos: -1n, narrow: -7n, money: -1999n, text: "\ufeffx" },
    ]);
  });

  test.each([
    ["cut short", (bytes: Uint8Array) => bytes.slice(0, -20)],
    ["empty", () => new Uint8Array()],
    ["something else", () => new TextEncoder().encode("not a Parquet file at all")],
  ])("that is %s is an error", async (_, damage) => {
    const schema = struct({ c: "long" });
    const bytes = damage(encodeParquet(schema, compilePivot(schema)([{ c: 1n }])));
    await expect(readAll(bytes, schema)).rejects.toThrow();
  });
});

/** JSON with what it lacks: bigint, -0, and bytes at their length. */
function exact(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  return value instanceof Uint8Array ? `${value.length} bytes of ${value[0]}` : value;
}
