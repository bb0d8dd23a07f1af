import { type BinaryWriter, WireType, BinaryWriter as Writer } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planRow } from "../ingest/plan-row.js";
import { readDescriptor } from "../ingest/record-descriptor.js";
import type { Value } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { type FieldSpec, mapEntry, message, serialized } from "../testing/descriptors.js";
import { array, map, struct } from "../testing/schemas.js";
import { RecordError } from "./record-error.js";
import { compileRowDecoder, type RowDecoder } from "./row-decoder.js";
import { ValueBudget } from "./value-budget.js";

const { Varint, Bit32, Bit64, LengthDelimited } = WireType;
type Fill = (writer: BinaryWriter) => void;

describe(compileRowDecoder, () => {
  it.each<[DataType, string, Fill, Value]>([
    ["boolean", "bool", (w) => w.tag(1, Varint).bool(true), true],
    ["byte", "int32", (w) => w.tag(1, Varint).int32(-128), -128],
    ["short", "int32", (w) => w.tag(1, Varint).int32(32767), 32767],
    ["integer", "int32", (w) => w.tag(1, Varint).int32(-2147483648), -2147483648],
    ["long", "int64", (w) => w.tag(1, Varint).int64(-(2n ** 63n)), -(2n ** 63n)],
    ["long", "int64", (w) => w.tag(1, Varint).int64(0), 0n],
    ["float", "float", (w) => w.tag(1, Bit32).float(1.5), 1.5],
    ["double", "double", (w) => w.tag(1, Bit64).double(Number.NaN), Number.NaN],
    ["string", "string", (w) => w.tag(1, LengthDelimited).string(""), ""],
    ["binary", "bytes", (w) => w.tag(1, LengthDelimited).bytes(Buffer.of(0, 255)), Buffer.of(0, 255)],
    ["date", "int32", (w) => w.tag(1, Varint).int32(-719162), -719162],
    ["timestamp", "int64", (w) => w.tag(1, Varint).int64(253402300799999999n), 253402300799999999n],
    ["timestamp_ntz", "int64", (w) => w.tag(1, Varint).int64(-1), -1n],
    ["decimal(38,10)", "string", (w) => w.tag(1, LengthDelimited).string("-1.5"), -15000000000n],
  ])("decodes %j carried by %s", (type, kind, fill, want) => {
    const decode = decoderFor([["c", 1, kind]], struct({ c: type }));
    expect(decode(record(fill))).toEqual({ c: want });
  });

  it.each<[DataType, string, Fill, string]>([
    ["byte", "int32", (w) => w.tag(1, Varint).int32(128), "128 does not fit TINYINT (-128..127)"],
    ["short", "int32", (w) => w.tag(1, Varint).int32(-32769), "does not fit SMALLINT"],
    ["date", "int32", (w) => w.tag(1, Varint).int32(2932897), "does not fit DATE"],
    [
      "timestamp",
      "int64",
      (w) => w.tag(1, Varint).int64(253402300800000000n),
      "outside the years 0001 to 9999",
    ],
    ["timestamp_ntz", "int64", (w) => w.tag(1, Varint).int64(-62135596800000001n), "outside the years"],
    ["decimal(5,2)", "string", (w) => w.tag(1, LengthDelimited).string("1.005"), "3 fraction digits"],
    ["string", "string", (w) => w.tag(1, LengthDelimited).bytes(Buffer.of(0xff)), "not valid UTF-8"],
    [
      "long",
      "int64",
      (w) => w.tag(1, LengthDelimited).string("12"),
      "wire type 2 where the descriptor says 0",
    ],
    ["string", "string", (w) => w.tag(1, Varint).int32(1), "wire type 0"],
    ["long", "int64", (w) => w.tag(1, Varint).raw(Buffer.of(0x80)), "ends in the middle"],
  ])("refuses a bad %j carried by %s", (type, kind, fill, why) => {
    const decode = decoderFor([["c", 1, kind]], struct({ c: type }));
    expect(() => decode(record(fill))).toThrow(RecordError);
    expect(() => decode(record(fill))).toThrow(`column c: `);
    expect(() => decode(record(fill))).toThrow(why);
  });

  it("gives absent columns NULL, and absent lists and maps nothing, every column in the table's order", () => {
    const schema = struct({
      a: "long",
      list: array("long"),
      "!m": map("string", "long"),
      s: struct({ "!x": "long" }),
      notSent: array("long"),
    });
    const decode = decoderFor(
      [
        ["m", 4, "repeated ME"],
        ["s", 3, "S"],
        ["list", 2, "repeated int64"],
        ["a", 1, "int64"],
      ],
      schema,
    );
    const row = decode(new Uint8Array());
    expect(row).toEqual({ a: null, list: [], m: new Map(), s: null, notSent: null });
    expect(Object.keys(row)).toEqual(["a", "list", "m", "s", "notSent"]);
  });

  it.each<[string, FieldSpec, DataType, Fill, string]>([
    ["a column", ["c", 1, "int64"], "long", () => {}, "column c: NOT NULL"],
    ["a STRUCT", ["c", 1, "S"], struct({ x: "long" }), () => {}, "column c: NOT NULL"],
    [
      "in a STRUCT",
      ["c", 1, "S"],
      struct({ "!x": "long" }),
      (w) => w.tag(1, LengthDelimited).bytes(Buffer.of()),
      "column c.x: NOT NULL",
    ],
    [
      "in a list",
      ["c", 1, "repeated S"],
      array(struct({ "!x": "long" })),
      (w) => w.tag(1, LengthDelimited).bytes(Buffer.of()),
      "column c.element.x: NOT NULL",
    ],
    [
      "in a map",
      ["c", 1, "repeated MS"],
      map("string", struct({ "!x": "long" })),
      (w) => w.tag(1, LengthDelimited).bytes(Buffer.of()),
      "column c.value.x: NOT NULL",
    ],
  ])("misses a NOT NULL value: %s", (_, field, type, fill, why) => {
    expect(() => decoderFor([field], struct({ "!c": type }))(record(fill))).toThrow(why);
  });

  it("takes lists packed, unpacked and mixed", () => {
    const decode = decoderFor([["c", 1, "repeated int64"]], struct({ c: array("long") }));
    const packed: Fill = (w) => w.tag(1, LengthDelimited).fork().int64(1).int64(-2).join();
    const unpacked: Fill = (w) => w.tag(1, Varint).int64(3);
    expect(decode(record(packed, unpacked, packed))).toEqual({ c: [1n, -2n, 3n, 1n, -2n] });
  });

  it("refuses a packed list that ends in the middle of an element", () => {
    const decode = decoderFor([["c", 1, "repeated double"]], struct({ c: array("double") }));
    const torn: Fill = (w) => w.tag(1, LengthDelimited).bytes(Buffer.alloc(12));
    expect(() => decode(record(torn))).toThrow("column c: the record ends in the middle");
  });

  it("lets the last value win, of a field and of a map key", () => {
    const decode = decoderFor(
      [
        ["a", 1, "int64"],
        ["m", 2, "repeated ME"],
      ],
      struct({ a: "long", m: map("string", "long") }),
    );
    const value =
      (n: number): Fill =>
      (w) =>
        w.tag(1, Varint).int64(n);
    const entry =
      (key: string, n: number): Fill =>
      (w) =>
        w.tag(2, LengthDelimited).fork().tag(1, LengthDelimited).string(key).tag(2, Varint).int64(n).join();
    expect(decode(record(value(1), entry("k", 1), value(2), entry("j", 3), entry("k", 2)))).toEqual({
      a: 2n,
      m: new Map([
        ["k", 2n],
        ["j", 3n],
      ]),
    });
  });

  it("gives a map entry's missing key or value protobuf's default", () => {
    const decode = decoderFor([["m", 1, "repeated ME"]], struct({ m: map("string", "long") }));
    const empty: Fill = (w) => w.tag(1, LengthDelimited).bytes(Buffer.of());
    expect(decode(record(empty))).toEqual({ m: new Map([["", 0n]]) });
  });

  it("skips fields that nobody declared", () => {
    const decode = decoderFor([["a", 1, "int64"]], struct({ a: "long" }));
    const unknown: Fill = (w) => w.tag(536870911, LengthDelimited).string("?").tag(9, Bit64).double(1);
    expect(decode(record(unknown, (w) => w.tag(1, Varint).int64(5), unknown))).toEqual({ a: 5n });
  });

  it("keeps a column called __proto__ a column", () => {
    const columns: readonly (readonly [string, DataType])[] = [
      ["__proto__", "long"],
      ["constructor", "string"],
    ];
    const decode = decoderFor([["__proto__", 1, "int64"]], struct(Object.fromEntries(columns)));
    const row = decode(record((w) => w.tag(1, Varint).int64(5)));
    expect(Object.entries(row)).toEqual([
      ["__proto__", 5n],
      ["constructor", null],
    ]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it("spends the budget of its request on NULLs too, and on those of STRUCTs and left out map values", () => {
    const decode = decoderFor(
      [
        ["s", 1, "S"],
        ["m", 2, "repeated MS"],
      ],
      struct({ s: struct({ x: "long" }), m: map("string", struct({ x: "long" })) }),
    );
    const budget = new ValueBudget(8);
    const spend = (): unknown => decode(Uint8Array.of(0x0a, 0x00, 0x12, 0x00), budget);
    expect(spend()).toEqual(spend());
    expect(spend).toThrow("more than 8 values");
  });

  it("is ready for the next record after a bad one", () => {
    const decode = decoderFor([["s", 1, "S"]], struct({ s: struct({ x: "long" }) }));
    const good = record((w) => w.tag(1, LengthDelimited).fork().tag(1, Varint).int64(5).join());
    expect(() => decode(Uint8Array.of(0x0a, 0x02, 0x08))).toThrow(RecordError);
    expect(decode(good)).toEqual({ s: { x: 5n } });
  });

  it("gives rows or RecordError for any bytes, and the same whether they are part of a larger buffer", () => {
    const decode = decoderFor(
      [
        ["a", 1, "int64"],
        ["t", 2, "string"],
        ["s", 3, "S"],
        ["l", 4, "repeated S"],
        ["m", 5, "repeated ME"],
        ["d", 6, "repeated double"],
      ],
      struct({
        a: "long",
        t: "string",
        s: struct({ x: "long" }),
        l: array(struct({ x: "long" })),
        m: map("string", "long"),
        d: array("double"),
      }),
    );
    const outcome = (bytes: Uint8Array): unknown => {
      try {
        return decode(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordError);
        return String(error);
      }
    };
    // Mostly tags of the fields above, so that the walk gets somewhere.
    const byte = fc.oneof(fc.constantFrom(0x08, 0x12, 0x1a, 0x22, 0x2a, 0x32, 0, 1, 2, 3), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 30 }), (bytes) => {
        const surrounded = Uint8Array.from([0xff, ...bytes, 0x01]).subarray(1, bytes.length + 1);
        expect(outcome(surrounded)).toEqual(outcome(Uint8Array.from(bytes)));
      }),
      { numRuns: 2000 },
    );
  });
});

function decoderFor(fields: readonly FieldSpec[], schema: StructType): RowDecoder {
  const nested = [
    message("S", [["x", 1, "int64"]]),
    mapEntry("ME", "string", "int64"),
    mapEntry("MS", "string", "S"),
  ];
  const { plan, problems } = planRow(readDescriptor(serialized(message("T", fields, nested))), schema);
  expect(problems).toEqual([]);
  return compileRowDecoder(plan);
}

function record(...fills: readonly Fill[]): Uint8Array {
  const writer = new Writer();
  for (const fill of fills) fill(writer);
  return writer.finish();
}
