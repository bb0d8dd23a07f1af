import fc from "fast-check";
import { expect, test } from "vitest";
import { putUtf8 } from "./utf8.js";

/** Any code units, halves of surrogate pairs among them more often than chance has it. */
const anyUnits = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff }), fc.nat(0x7ff)), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

test("writes what TextEncoder does, and refuses half a surrogate pair", () => {
  fc.assert(
    fc.property(fc.oneof(anyUnits, fc.string({ unit: "binary" })), fc.nat(5), (text, start) => {
      const bytes = new Uint8Array(start + 3 * text.length);
      const end = putUtf8(bytes, start, text);
      if (text.isWellFormed()) expect(bytes.subarray(start, end)).toEqual(new TextEncoder().encode(text));
      else expect(end).toBe(-1);
    }),
    { numRuns: 2000 },
  );
});
