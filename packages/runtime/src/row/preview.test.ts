import fc from "fast-check";
import { expect, test } from "vitest";
import { preview } from "./preview.js";

test.each<[unknown, string]>([
  [undefined, "nothing"],
  [null, "null"],
  [true, "boolean true"],
  [21, "number 21"],
  [-0, "number -0"],
  [Number.NaN, "number NaN"],
  ["21", 'string "21"'],
  ['a"\n', 'string "a\\"\\n"'],
  ["\ud800", 'string "\\ud800"'],
  ["x".repeat(60), `string "${"x".repeat(60)}"`],
  ["x".repeat(61), `string "${"x".repeat(60)}…"`],
  [-42n, "bigint -42n"],
  [2n ** 127n - 1n, "bigint 170141183460469231731687303715884105727n"],
  [2n ** 127n, "bigint of more than 128 bits"],
  [Symbol("secret"), "a symbol"],
  [() => 1, "a function"],
  [[1, 2, 3], "an array of 3"],
  [new Date(0), "Date 1970-01-01T00:00:00.000Z"],
  [new Date(8.64e15), "Date +275760-09-13T00:00:00.000Z"],
  [new Date(Number.NaN), "an invalid Date"],
  [new Uint8Array(3), "3 bytes"],
  [Buffer.alloc(4), "4 bytes"],
  [new ArrayBuffer(5), "5 bytes"],
  [new Map([["a", 1]]), "a Map"],
  [new Set(["s3cret"]), "a Set"],
  [new DataView(new ArrayBuffer(6)), "a view of 6 bytes"],
  [{ secret: "s3cret" }, "an object"],
  [Object.create(null), "an object"],
])("shows %o as %s", (value, want) => {
  expect(preview(value)).toBe(want);
});

test("calls none of the value's own code", () => {
  const boobyTrap = (): never => {
    throw new Error("called");
  };
  const value = {
    toString: boobyTrap,
    toJSON: boobyTrap,
    [Symbol.toPrimitive]: boobyTrap,
    get [Symbol.toStringTag](): string {
      return boobyTrap();
    },
  };
  expect(preview(value)).toBe("an object");
});

test("calls no method that a Date overrides", () => {
  class Loud extends Date {
    override getTime(): number {
      throw new Error("called");
    }
    override toISOString(): string {
      throw new Error("called");
    }
  }
  expect(preview(new Loud(0))).toBe("Date 1970-01-01T00:00:00.000Z");
});

test("is one short line for any value", () => {
  const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
  fc.assert(
    fc.property(fc.oneof(value, fc.string({ unit: "binary", minLength: 50, maxLength: 500 })), (any) => {
      const text = preview(any);
      expect(text).not.toMatch(/[\n\r]/);
      expect(text.length).toBeLessThan(400);
    }),
  );
});
