import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Value } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";
import { array, map, struct } from "../testing/schemas.js";
import { compileJsonDecoder } from "./json-decoder.js";
import { RecordError } from "./record-error.js";
import { ValueBudget } from "./value-budget.js";

function decode(schema: StructType, text: string): unknown {
  return compileJsonDecoder(schema)(Buffer.from(text));
}

/** What a record with one column `c` gives. */
function columnOf(type: DataType, text: string): unknown {
  return decode(struct({ c: type }), `{"c":${text}}`);
}

describe(compileJsonDecoder, () => {
  it.each<[DataType, string, Value]>([
    ["boolean", "true", true],
    ["boolean", "false", false],
    ["byte", "-128", -128],
    ["short", "32767", 32767],
    ["integer", "-2147483648", -2147483648],
    ["integer", "-0", 0],
    ["long", "9223372036854775807", 9223372036854775807n],
    ["long", '"9223372036854775807"', 9223372036854775807n],
    ["long", '"-9223372036854775808"', -9223372036854775808n],
    ["long", "9007199254740993", 9007199254740993n],
    ["float", "0.1", Math.fround(0.1)],
    ["float", '"-Infinity"', Number.NEGATIVE_INFINITY],
    ["double", "-0", -0],
    ["double", "1E+2", 100],
    ["double", '"NaN"', Number.NaN],
    ["double", `0.${"0".repeat(900)}1`, 0],
    ["string", '"\\u00e9\\ud83d\\ude00 \\"\\\\\\/\\b\\f\\n\\r\\t é😀"', 'é😀 "\\/\b\f\n\r\t é😀'],
    ["string", '""', ""],
    ["binary", '"+/8="', Buffer.of(0xfb, 0xff)],
    ["binary", '""', Buffer.of()],
    ["date", "-719162", -719162],
    ["timestamp", "253402300799999999", 253402300799999999n],
    ["timestamp", '"253402300799999999"', 253402300799999999n],
    ["timestamp_ntz", "-1", -1n],
    ["decimal(5,2)", '"1.5"', 150n],
    [array("long"), '[1,"2" , 3]', [1n, 2n, 3n]],
    [array("string"), "[ ]", []],
    [
      map("string", "long"),
      '{"__proto__":1,"":2}',
      new Map([
        ["__proto__", 1n],
        ["", 2n],
      ]),
    ],
    [map("boolean", "long"), '{"false":1}', new Map([[false, 1n]])],
    [map("integer", "long"), '{"-5":1}', new Map([[-5, 1n]])],
    [map("long", "long"), '{"9223372036854775807":1}', new Map([[9223372036854775807n, 1n]])],
    [map("date", "long"), '{"1":1}', new Map([[1, 1n]])],
    [map("timestamp", "long"), '{"1":1}', new Map([[1n, 1n]])],
    [map("decimal(4,1)", "long"), '{"1.5":1}', new Map([[15n, 1n]])],
    [struct({ x: "long" }), '{"x":null}', { x: null }],
    [struct({ x: "long" }), "null", null],
    [array("long"), "null", null],
  ])("decodes %j from %s", (type, text, want) => {
    expect(columnOf(type, text)).toEqual({ c: want });
  });

  it.each<[DataType, string, string]>([
    ["boolean", '"true"', "invalid type: string, expected boolean"],
    ["boolean", "1", "invalid type: number"],
    ["byte", "128", "128 does not fit TINYINT"],
    ["short", "-32769", "does not fit SMALLINT"],
    ["integer", "2147483648", "does not fit INT"],
    ["integer", '"1"', "invalid type: string, expected number"],
    ["integer", "1.0", "invalid digit"],
    ["integer", "1e2", "invalid digit"],
    ["long", "9223372036854775808", "does not fit 64 bits"],
    ["long", `1${"0".repeat(1000)}`, "does not fit 64 bits"],
    ["long", '"1.0"', "invalid digit found in string"],
    ["long", '" 1"', "invalid digit found in string"],
    ["long", '""', "invalid digit found in string"],
    ["long", "true", "invalid type: boolean"],
    ["float", "1e39", "does not fit FLOAT"],
    ["double", "1e400", "out of range"],
    ["double", '"1.5"', "invalid type: string"],
    ["double", "NaN", "expected value"],
    ["string", "1", "invalid type: number, expected string"],
    ["string", '"\\ud800"', "half a surrogate pair"],
    ["string", '"\\x"', "invalid escape"],
    ["string", '"a\nb"', "control character"],
    ["binary", '"+/8"', "not base64"],
    ["binary", '"-_8="', "not base64"],
    ["binary", '"+/9="', "not base64"],
    ["binary", '"+/ 8="', "not base64"],
    ["date", "2932897", "does not fit DATE"],
    ["date", '"2026-01-02"', "invalid type: string"],
    ["timestamp", '"2026-01-02T00:00:00Z"', "invalid digit found in string"],
    ["timestamp", "253402300800000000", "outside the years 0001 to 9999"],
    ["decimal(5,2)", "1.5", "invalid type: number, expected string"],
    ["decimal(5,2)", '"1.005"', "3 fraction digits"],
    [array("long"), "{}", "invalid type: object, expected array"],
    [array("long"), "[null]", "invalid type: null"],
    [array("long"), "[1 2]", "expected `,` or `]`"],
    [array("long"), "[1,]", "expected value"],
    [array(array("long")), "[[1]]", "directly in another"],
    [map("string", "long"), "[]", "invalid type: array, expected object"],
    [map("string", "long"), '{"a":null}', "invalid type: null"],
    [map("string", "long"), '{"a":1,"\\u0061":2}', "the key 'a' is there twice"],
    [map("decimal(4,1)", "long"), '{"1.5":1,"1.50":2}', "there twice"],
    [map("integer", "long"), '{"1.0":1}', "invalid digit"],
    [map("boolean", "long"), '{"TRUE":1}', "neither true nor false"],
    [map("double", "long"), '{"1":1}', "no type that a key can have"],
    [struct({ "!x": "long" }), "{}", "column c.x: NOT NULL"],
    [struct({ "!x": "long" }), '{"x":null}', "column c.x: NOT NULL"],
    [struct({ x: "long" }), '{"X":1}', "column c: unrecognized field name 'X'"],
  ])("refuses %j from %s", (type, text, why) => {
    expect(() => columnOf(type, text)).toThrow(RecordError);
    expect(() => columnOf(type, text)).toThrow("column c");
    expect(() => columnOf(type, text)).toThrow(why);
  });

  it.each([
    ["", "ends in the middle"],
    ["null", "invalid type: null, expected object"],
    ["[]", "expected object"],
    ["{", "ends in the middle"],
    ['{"a":1', "expected `,` or `}`"],
    ['{"a":1,}', "expected value at line 1 column 7"],
    ['{"a" 1}', "expected `:`"],
    ["{'a':1}", "expected"],
    ['{"need":1}}', "trailing characters at line 1 column 10"],
    ['{"need":1}\n{"need":1}', "trailing characters at line 2 column 0"],
    ['\ufeff{"a":1}', "expected value"],
    ['{"a":01}', "invalid number"],
    ['{"a":+1}', "expected value"],
    ['{"a":-}', "invalid number"],
    ['{"a":nul}', "expected value"],
    ['{"a":1,"a":2}', "column a: the record has it twice"],
    ['{"a":null,"a":2}', "column a: the record has it twice"],
    ['{"a":1,"\\u0061":2}', "column a: the record has it twice"],
    ['{"b":1}', "unrecognized field name 'b' at line 1 column 5"],
    ['{"__proto__":{}}', "unrecognized field name '__proto__'"],
    ["{}", "column need: NOT NULL"],
  ])("refuses the record %j", (text, why) => {
    expect(() => decode(struct({ a: "long", "!need": "long" }), text)).toThrow(why);
  });

  it("gives every column in the table's order, absent ones NULL", () => {
    const schema = struct({ a: "long", list: array("long"), m: map("string", "long"), s: "string" });
    const row = compileJsonDecoder(schema)(Buffer.from(' {\t"s" : "x" ,\r\n "a":null } '));
    expect(row).toEqual({ a: null, list: null, m: null, s: "x" });
    expect(Object.keys(row)).toEqual(["a", "list", "m", "s"]);
  });

  it("keeps a column called __proto__ a column", () => {
    const row = compileJsonDecoder(struct(Object.fromEntries([["__proto__", "long"]])))(
      Buffer.from('{"__proto__":5}'),
    );
    expect(Object.entries(row)).toEqual([["__proto__", 5n]]);
  });

  it("is bounded against megabytes of anything", () => {
    const schema = struct({ l: "long", d: "double", s: "string", b: "binary", a: array(array("long")) });
    const size = 5_000_000;
    const hostile: readonly string[] = [
      "[".repeat(size),
      '{"a":'.repeat(size / 5),
      `{"a":${"[".repeat(size)}`,
      `{"zz":${"[".repeat(size)}`,
      `{"l":${"1".repeat(size)}}`,
      `{"l":"${"1".repeat(size)}"}`,
      `{"d":${"1".repeat(size)}}`,
      `{"d":-0.${"0".repeat(size)}e}`,
      `{"s":"${"\\".repeat(size + 1)}`,
      `{"b":"${"A".repeat(size + 1)}"}`,
      `{"${"k".repeat(size)}":1}`,
      " ".repeat(size),
      "\n".repeat(size),
    ];
    for (const text of hostile) {
      expect(() => decode(schema, text)).toThrow(RecordError);
      expect(() => decode(schema, text)).toThrow(/^.{0,300}$/);
    }
  });

  it("spends the budget of its request on NULLs too, and on those of STRUCTs", () => {
    const decoder = compileJsonDecoder(struct({ a: array(struct({ x: "long", y: "long" })), b: "long" }));
    const budget = new ValueBudget(12);
    const spend = (): unknown => decoder(Buffer.from('{"a":[{},{}]}'), budget);
    expect(spend()).toEqual(spend());
    expect(spend).toThrow("more than 12 values");
  });

  it("gives rows or RecordError for any bytes, and the same whether they are part of a larger buffer", () => {
    const decoder = compileJsonDecoder(
      struct({
        a: "long",
        t: "string",
        s: struct({ x: "double" }),
        l: array("long"),
        m: map("string", "boolean"),
      }),
    );
    const outcome = (bytes: Uint8Array): unknown => {
      try {
        return decoder(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordError);
        return String(error);
      }
    };
    const piece = fc.oneof(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"a":',
        '"t":',
        '"s":',
        '"x":',
        '"l":',
        '"m":',
        "1",
        '"1"',
        " ",
      ),
      fc.constantFrom("true", "null", "-1.5e3", '"\\n"', "é", "\\", '"'),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.nat(), (pieces, cut) => {
        const bytes = Buffer.from(`{${pieces.join("")}}`);
        const some = cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
        const surrounded = Buffer.concat([Buffer.of(0xff), some, Buffer.of(0x31)]).subarray(
          1,
          some.length + 1,
        );
        expect(outcome(surrounded)).toEqual(outcome(Uint8Array.from(some)));
      }),
      { numRuns: 3000 },
    );
  });
});
