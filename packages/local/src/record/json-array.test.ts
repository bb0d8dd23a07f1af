import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonArrayElements } from "./json-array.js";
import { RecordError } from "./record-error.js";

function elementsOf(text: string | Uint8Array, most = 1000): string[] {
  return jsonArrayElements(Buffer.from(text), most).map((bytes) => Buffer.from(bytes).toString());
}

describe(jsonArrayElements, () => {
  it.each([
    ["[]", []],
    [" [ ] \n", []],
    ['[{"a":9007199254740993.10}]', ['{"a":9007199254740993.10}']],
    ['[ {} ,\t{"b":[1,{"c":"],}"}]}\n]', ["{}", '{"b":[1,{"c":"],}"}]}\n'.trimEnd()]],
    ['["\\"]", "\\\\"]', ['"\\"]"', '"\\\\"']],
    ["[1, null]", ["1", "null"]],
    ['[{"é":"€"}]', ['{"é":"€"}']],
  ])("takes %j apart", (text, want) => {
    expect(elementsOf(text).map((element) => element.trim())).toEqual(want);
  });

  it.each([
    ["", "in the middle of a value"],
    ["{}", "expected array"],
    ["null", "expected array"],
    ["[", "in the middle of a value"],
    ["[{}", "expected `,` or `]`"],
    ["[{},]", "expected value"],
    ["[,{}]", "expected value"],
    ["[{}]x", "trailing characters"],
    ["[{}]]", "trailing characters"],
    ['["', "expected `,` or `]`"],
    ['["\\', "expected `,` or `]`"],
    [Uint8Array.of(0x5b, 0xff, 0x5d), "not valid UTF-8"],
  ])("refuses %j", (text, why) => {
    expect(() => elementsOf(text)).toThrow(why);
    expect(() => elementsOf(text)).toThrow(RecordError);
  });

  it("counts no further than it may", () => {
    expect(elementsOf("[1,2]", 2)).toHaveLength(2);
    expect(() => elementsOf("[1,2,3,", 2)).toThrow("more than 2 records");
  });

  it("goes through a million brackets", () => {
    expect(elementsOf(`[${"[".repeat(1e6)}${"]".repeat(1e6)}]`)).toHaveLength(1);
  });

  it("gives the elements that JSON.parse finds, whatever they hold and however they are set", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(3), (values, indent) => {
        const elements = elementsOf(JSON.stringify(values, null, indent), values.length);
        expect(elements.map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it("finds no sound elements in an array that is none", () => {
    const text = fc.string({ unit: fc.constantFrom(...'[]{},:"\\ 1a') });
    fc.assert(
      fc.property(text, (inner) => {
        const broken = `[${inner}]`;
        try {
          for (const element of elementsOf(broken)) JSON.parse(element);
        } catch {
          return;
        }
        expect(Array.isArray(JSON.parse(broken))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
