import { describe, expect, it } from "vitest";
import { planRow } from "../ingest/plan-row.js";
import { readDescriptor } from "../ingest/record-descriptor.js";
import type { Value } from "../schema/row.js";
import type { DataType } from "../schema/struct-type.js";
import { serialized } from "../testing/descriptors.js";
import { descriptorOf, protoRecord } from "../testing/records.js";
import { array, map, struct } from "../testing/schemas.js";
import { Variant } from "../variant/variant.js";
import { compileJsonDecoder } from "./json-decoder.js";
import { compileRowDecoder } from "./row-decoder.js";
import { MAX_VALUES, ValueBudget } from "./value-budget.js";

/** What a column of a type has of a text, sent as PROTO. */
function fromProto(type: DataType, value: Value): Value | undefined {
  const schema = struct({ c: type });
  const texts = struct({ c: "string" });
  const { plan } = planRow(readDescriptor(serialized(descriptorOf(schema))), schema);
  const carrier = typeof type === "string" ? texts : schema;
  return compileRowDecoder(plan)(protoRecord({ c: value }, carrier)).c;
}

/** And sent as JSON. */
function fromJson(type: DataType, json: string): Value | undefined {
  return compileJsonDecoder(struct({ c: type }))(Buffer.from(`{"c":${json}}`)).c;
}

describe("a VARCHAR or CHAR", () => {
  it.each(["abc", "", "\u{1f600}\u{1f600}\u{1f600}", "é"])(
    "takes %j of three code points at most",
    (text) => {
      for (const type of ["varchar(3)", "char(3)"] as const) {
        expect(fromProto(type, text)).toBe(text);
        expect(fromJson(type, JSON.stringify(text))).toBe(text);
      }
    },
  );

  it.each(["abcd", "abc ", "\u{1f600}\u{1f600}\u{1f600}\u{1f600}"])("refuses %j of four", (text) => {
    for (const type of ["varchar(3)", "char(3)"] as const) {
      const why = `column c: 4 code points do not fit ${type.toUpperCase()}`;
      expect(() => fromProto(type, text)).toThrow(why);
      expect(() => fromJson(type, JSON.stringify(text))).toThrow(why);
    }
  });

  it("is checked at any depth, in the keys of a map too", () => {
    expect(() => fromProto(array("varchar(1)"), ["a", "bb"])).toThrow("VARCHAR(1)");
    expect(() => fromProto(map("char(1)", "long"), new Map([["bb", 1n]]))).toThrow("CHAR(1)");
    expect(() => fromJson(map("char(1)", "long"), '{"bb":1}')).toThrow("CHAR(1)");
    expect(() => fromJson(struct({ x: "varchar(1)" }), '{"x":"bb"}')).toThrow("column c.x");
  });
});

describe("a VARIANT", () => {
  it("travels as the text of a JSON document, whose null is not NULL", () => {
    const want = expect.objectContaining({ text: '{"a":[1,null]}' });
    expect(fromProto("variant", ' {"a" : [1,null]}\n')).toEqual(want);
    expect(fromJson("variant", '"{\\"a\\":[1,null]}"')).toEqual(want);
    expect(fromProto("variant", "null")).toBeInstanceOf(Variant);
    expect(fromJson("variant", '"null"')).toBeInstanceOf(Variant);
    expect([fromProto("variant", null), fromJson("variant", "null")]).toEqual([null, null]);
  });

  it.each([
    ["nothing", "", "ends in the middle"],
    ["a bare word", "hello", "expected value"],
    ["an object that does not end", '{"a":1', "expected `,` or `}`"],
    ["two documents", "1 2", "trailing characters"],
    ["a number that JSON does not have", "01", "invalid number"],
    ["a number beyond a DOUBLE", "1e400", "out of range"],
    ["a member that comes twice", '{"a":1,"b":2,"a":3}', "the member 'a' is there twice"],
    ["half a surrogate pair", '"\\ud800"', "surrogate"],
    ["101 levels", "[".repeat(101) + "]".repeat(101), "deeper than 100 levels"],
    ["100,000 levels", "[".repeat(100_000), "deeper than 100 levels"],
  ])("refuses %s", (_, text, why) => {
    expect(() => fromProto("variant", text)).toThrow(why);
    expect(() => fromJson("variant", JSON.stringify(text))).toThrow(
      "column c: the text is not a JSON document",
    );
  });

  it.each(['{"a":1}', "[1]", "1", "true"])(
    "refuses a JSON record that has %s instead of its text",
    (json) => {
      expect(() => fromJson("variant", json)).toThrow("expected string");
    },
  );

  it("counts each of its values for the request", () => {
    const decode = compileJsonDecoder(struct({ c: "variant" }));
    const record = Buffer.from('{"c":"[1,2,3]"}');
    expect(() => decode(record, new ValueBudget(4))).toThrow("more than 4 values");
    expect(decode(record, new ValueBudget(MAX_VALUES)).c).toBeInstanceOf(Variant);
  });
});
