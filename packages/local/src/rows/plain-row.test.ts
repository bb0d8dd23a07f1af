import { describe, expect, it } from "vitest";
import { ValueBudget } from "../record/value-budget.js";
import { readVariant } from "../record/variant-json.js";
import type { Value } from "../schema/row.js";
import type { DataType } from "../schema/struct-type.js";
import { array, map, struct } from "../testing/schemas.js";
import { plainRow } from "./plain-row.js";

function plain(type: DataType, value: Value): unknown {
  return plainRow({ c: value }, struct({ c: type }), (column) => column).c;
}

function variant(text: string): Value {
  return readVariant(Buffer.from(text), new ValueBudget());
}

describe(plainRow, () => {
  it.each<[DataType, Value, unknown]>([
    ["boolean", false, false],
    ["integer", 0, 0],
    ["long", 42n, 42n],
    ["double", Number.NaN, Number.NaN],
    ["string", "", ""],
    ["binary", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    ["date", 0, "1970-01-01"],
    ["date", -719162, "0001-01-01"],
    ["date", 2932896, "9999-12-31"],
    ["date", 2147483647, "+5881580-07-11"],
    ["timestamp", 0n, "1970-01-01T00:00:00.000Z"],
    ["timestamp", 1_769_860_800_123_000n, "2026-01-31T12:00:00.123Z"],
    ["timestamp", 1_769_860_800_123_004n, "2026-01-31T12:00:00.123004Z"],
    ["timestamp", -1n, "1969-12-31T23:59:59.999999Z"],
    ["timestamp", -62135596800000000n, "0001-01-01T00:00:00.000Z"],
    ["timestamp", 253402300799999999n, "9999-12-31T23:59:59.999999Z"],
    ["timestamp_ntz", -1000n, "1969-12-31T23:59:59.999"],
    ["timestamp_ntz", 2n ** 63n - 1n, "+294247-01-10T04:00:54.775807"],
    ["decimal(10,2)", 1990n, "19.90"],
    ["decimal(10,2)", -5n, "-0.05"],
    ["decimal(10,0)", -5n, "-5"],
    ["decimal(38,38)", 10n ** 37n, `0.1${"0".repeat(37)}`],
  ])("has %s %s as %s", (type, value, wanted) => {
    expect(plain(type, value)).toEqual(wanted);
  });

  it.each<[string, unknown]>([
    ["null", null],
    ['"null"', "null"],
    ['{"a":[1,null,true],"__proto__":{"b":"c"}}', JSON.parse('{"a":[1,null,true],"__proto__":{"b":"c"}}')],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["[-12345678901234567890]", [-12345678901234567890n]],
    ["0.1", 0.1],
    ["1e300", 1e300],
    ["0.30000000000000004", 0.30000000000000004],
    ["0.12345678901234567891", "0.12345678901234567891"],
  ])("has the VARIANT %s without losing a digit", (text, wanted) => {
    expect(plain("variant", variant(text))).toEqual(wanted);
  });

  it("leaves out what is NULL, at any depth, and keeps it among elements and values", () => {
    const item = struct({ sku: "string", n: "integer" });
    const schema = struct({ id: "long", items: array(item), tags: map("string", "integer"), one: item });
    const row = { id: null, items: [{ sku: "a", n: null }, null], tags: new Map([["k", null]]), one: null };
    expect(plainRow(row, schema, (column) => column)).toStrictEqual({
      items: [{ sku: "a" }, null],
      tags: new Map([["k", null]]),
    });
  });

  it("calls properties as it is told at every level, but no key of a MAP", () => {
    const schema = struct({
      order_id: "long",
      by_item: map("string", struct({ unit_price: "decimal(4,2)" })),
      placed: array("date"),
    });
    const row = { order_id: 1n, by_item: new Map([["unit_price", { unit_price: 150n }]]), placed: [1] };
    const camel = new Map([
      ["order_id", "orderId"],
      ["unit_price", "unitPrice"],
    ]);
    expect(plainRow(row, schema, (column) => camel.get(column) ?? column)).toEqual({
      orderId: 1n,
      by_item: new Map([["unit_price", { unitPrice: "1.50" }]]),
      placed: ["1970-01-02"],
    });
  });

  it("has a column called __proto__ like any other", () => {
    const schema = struct({ ["__proto__"]: "integer" });
    const row = plainRow(JSON.parse('{"__proto__":1}'), schema, (column) => column);
    expect(Object.entries(row)).toEqual([["__proto__", 1]]);
  });
});
