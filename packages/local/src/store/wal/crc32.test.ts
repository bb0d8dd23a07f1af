import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32, tabledCrc32 } from "./crc32.js";

it.each([
  ["nothing", "", 0],
  ["the digits", "123456789", 0xcbf43926],
  ["a fox", "The quick brown fox jumps over the lazy dog", 0x414fa339],
])("is what gzip has of %s", (_, text, checksum) => {
  expect(crc32(Buffer.from(text))).toBe(checksum);
});

it("is the same without the help of Node", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(tabledCrc32(bytes)).toBe(crc32(bytes));
    }),
  );
});
