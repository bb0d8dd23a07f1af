import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawJson } from "../codegen/raw-json.js";
import { variantText } from "../testing/variant-text.js";
import { MAX_JSON_DEPTH } from "./json-text.js";
import { formatPath } from "./path.js";
import { ProtoEncoder } from "./proto-encoder.js";
import { readVariant } from "./read-variant.js";
import { RowTooLarge } from "./row-buffer.js";
import { VariantWriter } from "./variant-writer.js";

/** What is wrong: the way to it and why. */
function problemsOf(value: unknown, limit = 100): readonly string[] {
  const text = variantText(value, limit);
  if (typeof text === "string") return expect.fail(`it was taken as ${text.slice(0, 100)}`);
  for (const { refusal } of text) expect(refusal.code).toBe("INVALID_VARIANT");
  return text.map(({ steps, refusal }) => `${formatPath(steps)}: ${refusal.message}`);
}

test("writes what JSON.stringify writes of what JSON can say", () => {
  const value = fc.jsonValue({ stringUnit: "binary" }).map((json) => JSON.parse(JSON.stringify(json)));
  fc.assert(
    fc.property(value, (json) => {
      expect(variantText(json, 100)).toBe(JSON.stringify(json));
    }),
  );
});

class Point {
  readonly x = 1;
  readonly #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
}

test.each<[unknown, string]>([
  ["text", '"text"'],
  ['{"a":1}', '"{\\"a\\":1}"'],
  ["\u0000\u2028€😀", '"\\u0000\u2028€😀"'],
  [-0, "-0"],
  [1e21, "1e+21"],
  [2n ** 63n, "9223372036854775808"],
  [10n ** 38n - 1n, "9".repeat(38)],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [new URL("https://a.b/"), '"https://a.b/"'],
  [{ toJSON: (key: string) => ({ key }) }, '{"key":""}'],
  [{ a: { toJSON: (key: string) => key }, b: [{ toJSON: (key: string) => key }] }, '{"a":"a","b":["0"]}'],
  [{ toJSON: () => ({ toJSON: 1 }) }, '{"toJSON":1}'],
  [new Point(), '{"x":1}'],
  [runInNewContext("({ a: [null] })"), '{"a":[null]}'],
  [JSON.parse('{"__proto__":{"a":1},"constructor":2}'), '{"__proto__":{"a":1},"constructor":2}'],
  [Object.assign(Object.create(null), { a: 1, [Symbol("b")]: 2 }), '{"a":1}'],
  [{ a: rawJson(' { "b" : 1.50 } '), c: 1 }, '{"a": { "b" : 1.50 } ,"c":1}'],
  [rawJson("null"), "null"],
  [[[], {}, [{}]], "[[],{},[{}]]"],
])("writes %o as %s", (value, text) => {
  expect(variantText(value, 100)).toBe(text);
});

test("is the same wherever in a slab its row begins", () => {
  const brackets = JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`);
  const words = Array.from({ length: 50 }, () => true);
  const value = [
    brackets,
    words,
    10n ** 30n,
    rawJson(`[${"1,".repeat(100)}2]`),
    "€".repeat(200),
    "x".repeat(90),
  ];
  const encoder = new ProtoEncoder(0);
  encoder.beginRow(true);
  const writer = new VariantWriter(encoder);
  const write = (): string => {
    const opened = encoder.openVariant(1);
    expect(writer.write(value, 100)).toEqual([]);
    encoder.closeVariant(opened);
    return encoder.slab.toString("hex", encoder.rowStart, encoder.position);
  };
  const text = write();
  for (let room = 2000; room > 0; room--) {
    encoder.returnTo(encoder.slab, encoder.slab.length - room);
    encoder.beginRow(false);
    expect(write()).toBe(text);
  }
});

test("forgets what it has refused: the next value is looked at afresh", () => {
  const encoder = new ProtoEncoder(0);
  encoder.beginRow(true);
  const writer = new VariantWriter(encoder);
  const shared = { deep: [{}] };
  const thrower = {
    shared,
    get bad(): never {
      throw new Error("no");
    },
  };
  expect(writer.write(thrower, 100).map(({ steps }) => formatPath(steps))).toEqual(["bad"]);
  expect(writer.write([thrower], 100).map(({ steps }) => formatPath(steps))).toEqual(["[0].bad"]);
  const huge = "x".repeat(11_000_000);
  expect(() => writer.write({ shared: [huge] }, 100)).toThrow(RowTooLarge);
  const before = encoder.rowBytes;
  expect(writer.write({ shared, twice: [shared, thrower.shared] }, 100)).toEqual([]);
  expect(encoder.slab.toString("utf8", encoder.rowStart + before, encoder.position)).toBe(
    '{"shared":{"deep":[{}]},"twice":[{"deep":[{}]},{"deep":[{}]}]}',
  );
});

test("writes an object again that honours toJSON with itself", () => {
  const value = {
    a: 1,
    toJSON() {
      return this;
    },
  };
  expect(problemsOf(value)).toEqual(["toJSON: is nothing that JSON has"]);
  Object.defineProperty(value, "toJSON", { enumerable: false });
  expect(variantText([value, value], 100)).toBe('[{"a":1},{"a":1}]');
});

test.each<[unknown, string]>([
  [undefined, ": is nothing that JSON has"],
  [() => 1, ": is nothing that JSON has"],
  [{ a: Symbol("s") }, "a: is nothing that JSON has"],
  [Object.assign(new Array(2), [1]), "[1]: is nothing that JSON has"],
  [{ a: { b: [Number.NaN] } }, "a.b[0]: is no number that JSON has"],
  [Number.NEGATIVE_INFINITY, ": is no number that JSON has"],
  [10n ** 38n, ": has more than the 38 digits that VARIANT keeps"],
  [-(10n ** 38n), ": has more than the 38 digits that VARIANT keeps"],
  ["a\ud800", ": holds half a surrogate pair at 1"],
  [{ "\udc00": 1 }, "\udc00: holds half a surrogate pair at 0"],
  [new Date(Number.NaN), ": is no valid time"],
  [{ a: Uint8Array.of(1) }, "a: is bytes, which JSON has no form for"],
  [Buffer.from("a"), ": is bytes, which JSON has no form for"],
  [new Map([["a", 1]]), ": is a Map, which JSON has no form for"],
  [new Set([1]), ": is an object that JSON has no form for"],
  [new Error("e"), ": is an object that JSON has no form for"],
  [new Float64Array(2), ": is an object that JSON has no form for"],
  [Promise.resolve(1), ": is an object that JSON has no form for"],
  [new String("boxed"), ": is an object that JSON has no form for"],
  [{ a: { toJSON: () => undefined } }, "a: is nothing that JSON has"],
  [{ a: { toJSON: () => new Set() } }, "a: is an object that JSON has no form for"],
  [{ a: [{ toJSON: () => [].reduce((sum) => sum) }] }, "a[0]: could not be read: Reduce of empty"],
])("refuses %o", (value, problem) => {
  expect(problemsOf(value)).toEqual([expect.stringContaining(problem)]);
});

test("names the place of what throws", () => {
  const value = {
    get lazy(): never {
      throw new TypeError("not loaded");
    },
  };
  expect(problemsOf({ a: [value] })).toEqual(["a[0].lazy: could not be read: not loaded"]);
});

test("finds all that is wrong, up to the limit", () => {
  expect(problemsOf({ a: undefined, b: [Number.NaN, 1, () => 1] })).toEqual([
    "a: is nothing that JSON has",
    "b[0]: is no number that JSON has",
    "b[2]: is nothing that JSON has",
  ]);
  expect(problemsOf(new Array(2 ** 32 - 1), 7)).toHaveLength(7);
});

describe("a value without end", () => {
  test("that holds itself is refused, and one that is there twice is not", () => {
    const self: Record<string, unknown> = { a: {} };
    self.b = [{ self }];
    expect(problemsOf(self)).toEqual(["b[0].self: holds itself"]);
    const shared = { x: 1 };
    expect(variantText([shared, { shared }], 100)).toBe('[{"x":1},{"shared":{"x":1}}]');
    const mutual = { toJSON: () => [mutual] };
    expect(problemsOf(mutual)).toEqual(["[0]: holds itself"]);
  });

  test("is refused where it is too deep", () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)]);
    expect(variantText(nest(MAX_JSON_DEPTH), 100)).toHaveLength(2 * MAX_JSON_DEPTH + 1);
    expect(problemsOf(nest(MAX_JSON_DEPTH + 1))).toEqual([
      expect.stringContaining("is nested more than 500 levels deep"),
    ]);
    const endless = (): object => ({ toJSON: () => ({ next: endless() }) });
    expect(problemsOf(endless())[0]).toContain("is nested more than 500 levels deep");
  });

  test("is as long as a row may be, at most", () => {
    let doubled: unknown = "x";
    for (let times = 0; times < 200; times++) doubled = [doubled, doubled];
    expect(() => variantText(doubled, 100)).toThrow(RowTooLarge);
  });
});

describe("rawJson", () => {
  test.each([
    "1",
    '"a"',
    "[]",
    ' {"a":[1,-0.5e+3,true,false,null,{}],"b":{}}\n\t',
    "1e400",
    "9".repeat(1000),
  ])("takes %j as it is", (text) => {
    expect(variantText(rawJson(text), 100)).toBe(text);
  });

  test.each<[string, string]>([
    ["", "no JSON at character 0"],
    ["{", "no JSON at character 1"],
    ["1 2", "no JSON at character 2"],
    ["{a:1}", "no JSON at character 1"],
    ["[1,]", "no JSON at character 3"],
    ["01", "no JSON at character 1"],
    ["NaN", "no JSON at character 0"],
    ["'a'", "no JSON at character 0"],
    ["\ufeff1", "no JSON at character 0"],
    ["\u00a01", "no JSON at character 0"],
    ['"\n"', "a string with what a string cannot have at character 3"],
    ['"\\x"', "a string with what a string cannot have at character 4"],
    ['"\\ud800"', "half a surrogate pair at character 8"],
    ['"\ud800"', "half a surrogate pair at character 3"],
    ['{"a":1,"\\u0061":2}', "the second member of one name at character 16"],
    ["[".repeat(501), "more than 500 levels at character 500"],
  ])("refuses %j", (text, why) => {
    expect(problemsOf({ a: rawJson(text) })).toEqual([`a: is not one JSON document: ${why}`]);
  });

  test("is no deeper than the whole may be, which can be read back so", () => {
    const text = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    const whole = variantText({ a: rawJson(text(499)) }, 100);
    expect(whole).toBe(`{"a":${text(499)}}`);
    expect(readVariant(String(whole))).toHaveProperty("a");
    expect(problemsOf({ a: rawJson(text(500)) })).toEqual([expect.stringContaining("more than 500 levels")]);
  });

  test("takes no text that JSON.parse refuses, and all that it takes", () => {
    const json = fc.json({ stringUnit: "binary" });
    const cut = fc
      .tuple(json, fc.nat(30), fc.nat(30))
      .map(([text, from, to]) => text.slice(from, -to || undefined));
    const spaced = fc.jsonValue().map((value) => JSON.stringify(value, undefined, 1));
    fc.assert(
      fc.property(fc.oneof(json, cut, spaced), (text) => {
        const isTaken = typeof variantText(rawJson(text), 100) === "string";
        let isJson = text.isWellFormed() && !/\\ud[89a-f]/i.test(text);
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (isJson !== isTaken)
          expect(problemsOf(rawJson(text))).toEqual([expect.stringMatching(/one name|surrogate/)]);
      }),
      { numRuns: 500 },
    );
  });
});
