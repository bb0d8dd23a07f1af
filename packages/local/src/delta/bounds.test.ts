import { describe, expect, test } from "vitest";
import type { Value } from "../schema/row.js";
import type { ScalarType } from "../schema/struct-type.js";
import { boundsOf } from "./bounds.js";

const MAX = "\u{10ffff}";
const quoted = (text: string): string => JSON.stringify(text);

describe(boundsOf, () => {
  test.each<[ScalarType, Value[], string | undefined, string | undefined]>([
    ["boolean", [true, false], undefined, undefined],
    ["binary", [new Uint8Array([1])], undefined, undefined],
    ["integer", [null, null], undefined, undefined],
    ["byte", [3, null, -128], "-128", "3"],
    ["long", [9007199254740993n, -(2n ** 63n)], "-9223372036854775808", "9007199254740993"],
    ["decimal(38,38)", [1n - 10n ** 38n, 1n], `-0.${"9".repeat(38)}`, `0.${"0".repeat(37)}1`],
    ["decimal(10,2)", [-5n, 1999n], "-0.05", "19.99"],
    ["decimal(20,0)", [10n ** 19n], "10000000000000000000", "10000000000000000000"],
    ["date", [-719162, 2932896], '"0001-01-01"', '"9999-12-31"'],
    ["date", [-719163, 2932897], undefined, undefined],
    ["double", [1e21, 0.1], "0.1", "1e+21"],
    ["double", [0, -0], "-0.0", "0.0"],
    ["double", [1, Number.NaN, 2], undefined, undefined],
    ["double", [1, Number.POSITIVE_INFINITY], "1", undefined],
    ["double", [Number.NEGATIVE_INFINITY, 1], undefined, "1"],
    ["float", [0.1, 1e300], "0.10000000149011612", undefined],
    ["timestamp", [1_500_999n], '"1970-01-01T00:00:01.500Z"', '"1970-01-01T00:00:01.501Z"'],
    ["timestamp", [-1n], '"1969-12-31T23:59:59.999Z"', '"1970-01-01T00:00:00.000Z"'],
    ["timestamp_ntz", [1_000n], '"1970-01-01T00:00:00.001"', '"1970-01-01T00:00:00.001"'],
    ["timestamp", [253_402_300_799_999_001n], '"9999-12-31T23:59:59.999Z"', undefined],
    ["timestamp", [-62_135_596_800_000_001n], undefined, '"0001-01-01T00:00:00.000Z"'],
    ["timestamp", [-(2n ** 63n), 2n ** 63n - 1n], undefined, undefined],
    ["string", ["b", "a", ""], quoted(""), quoted("b")],
    ["string", ['"\\\n'], quoted('"\\\n'), quoted('"\\\n')],
    ["string", ["x".repeat(32)], quoted("x".repeat(32)), quoted("x".repeat(32))],
    ["string", ["x".repeat(33)], quoted("x".repeat(32)), quoted(`${"x".repeat(31)}y`)],
    ["string", ["😀".repeat(33)], quoted("😀".repeat(32)), quoted(`${"😀".repeat(31)}😁`)],
    ["string", [`a${MAX.repeat(32)}`], quoted(`a${MAX.repeat(31)}`), quoted("b")],
    ["string", [MAX.repeat(33)], quoted(MAX.repeat(32)), undefined],
    [
      "string",
      [`${"\ud7ff".repeat(32)}x`],
      quoted("\ud7ff".repeat(32)),
      quoted(`${"\ud7ff".repeat(31)}\ue000`),
    ],
    ["string", ["\u{10000}", "\uffff"], quoted("\uffff"), quoted("\u{10000}")],
    ["string", ["\ud800", "\ufffe"], quoted("\ufffd"), quoted("\ufffe")],
  ])("of %s %o", (type, values, min, max) => {
    expect(boundsOf(type, values)).toEqual({ min, max });
  });
});
