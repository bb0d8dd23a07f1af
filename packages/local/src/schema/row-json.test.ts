import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ValueBudget } from "../record/value-budget.js";
import { readVariant } from "../record/variant-json.js";
import { dataType, rowOf, structOf } from "../testing/arbitrary-table.js";
import { array, map, struct } from "../testing/schemas.js";
import { Variant } from "../variant/variant.js";
import type { Row, Value } from "./row.js";
import { rowJson } from "./row-json.js";
import type { DataType } from "./struct-type.js";

const variant = (text: string): Variant => readVariant(Buffer.from(text), new ValueBudget());

describe(rowJson, () => {
  it.each<[string, DataType, Value, unknown]>([
    ["a BIGINT as text", "long", 2n ** 63n - 1n, "9223372036854775807"],
    ["a DECIMAL with all its zeros", "decimal(10,2)", 1990n, "19.90"],
    ["a small DECIMAL", "decimal(38,10)", -1n, "-0.0000000001"],
    ["a DECIMAL without places", "decimal(38,0)", 10n ** 37n, `1${"0".repeat(37)}`],
    ["a DOUBLE as a number", "double", 0.1, 0.1],
    ["no number as text", "double", Number.NaN, "NaN"],
    ["an infinity as text", "float", Number.NEGATIVE_INFINITY, "-Infinity"],
    ["a zero with its sign", "double", -0, "-0"],
    ["a day", "date", -1, "1969-12-31"],
    ["a time in UTC", "timestamp", 1n, "1970-01-01T00:00:00.000001Z"],
    ["a time without a zone", "timestamp_ntz", 0n, "1970-01-01T00:00:00"],
    ["bytes in base64", "binary", new Uint8Array([251, 255]), "+/8="],
    [
      "the text of a VARIANT's JSON",
      "variant",
      variant('{"a":[12345678901234567890]}'),
      '{"a":[12345678901234567890]}',
    ],
    ["a MAP by text as an object", map("string", "long"), new Map([["a", 1n]]), { a: "1" }],
    ["any other MAP as pairs", map("date", "string"), new Map([[0, null]]), [["1970-01-01", null]]],
    ["what is in a list", array(struct({ id: "long" })), [{ id: 1n }, null], [{ id: "1" }, null]],
    ["NULL", "long", null, null],
  ])("tells %s", (_, type, value, json) => {
    expect(rowJson(struct({ c: type }), { c: value })).toEqual({ c: json });
  });

  it("tells members of the strangest names", () => {
    const columns: readonly [string, DataType][] = [
      ["__proto__", map("string", "long")],
      ["constructor", "long"],
    ];
    const schema = struct(Object.fromEntries(columns));
    const row: Row = Object.fromEntries([
      ["__proto__", new Map([["__proto__", 1n]])],
      ["constructor", 2n],
    ]);
    expect(JSON.stringify(rowJson(schema, row))).toBe('{"__proto__":{"__proto__":"1"},"constructor":"2"}');
  });

  it("says of a VARIANT that is none what is wrong with it", () => {
    const broken = new Variant(new Uint8Array([1]), new Uint8Array([255, 3]));
    expect(rowJson(struct({ v: "variant" }), { v: broken }).v).toMatch(/malformed/);
  });

  it("writes any row of any table, every column of it, as JSON that is read back the same", () => {
    const rows = structOf(dataType(2), 5).chain((schema) => rowOf(schema).map((row) => ({ schema, row })));
    fc.assert(
      fc.property(rows, ({ schema, row }) => {
        const json = rowJson(schema, row);
        expect(Object.keys(json).sort()).toEqual(schema.fields.map(({ name }) => name).sort());
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      }),
    );
  });

  it("never throws, whatever lies in a row that another writer has broken", () => {
    const value: fc.Arbitrary<Value> = fc.oneof(
      fc.constantFrom<Value[]>(null, true, 1, 1n, "x", new Uint8Array(1), [], {}, new Map([[1, 1n]])),
      fc.double(),
    );
    fc.assert(
      fc.property(dataType(1), value, (type, any) => {
        expect(() => JSON.stringify(rowJson(struct({ c: type }), { c: any }))).not.toThrow();
      }),
    );
  });
});
