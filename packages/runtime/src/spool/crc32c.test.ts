import fc from "fast-check";
import { expect, it } from "vitest";
import { crc32c } from "./crc32c.js";

it.each([
  ["nothing", Buffer.alloc(0), 0],
  ["the digits", Buffer.from("123456789"), 0xe3069283],
  ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
  ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["32 bytes rising", Buffer.from(Array.from({ length: 32 }, (_, byte) => byte)), 0x46dd794e],
  ["32 bytes falling", Buffer.from(Array.from({ length: 32 }, (_, byte) => 31 - byte)), 0x113fdb5c],
])("is what RFC 3720 says of %s", (_, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});

it("is the checksum of a part, wherever that is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(9), fc.nat(9), (bytes, before, behind) => {
      const within = Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(behind, 2)]);
      expect(crc32c(within, before, before + bytes.length)).toBe(crc32c(bytes));
    }),
  );
});

it("changes with any bit", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
      const index = at % bytes.length;
      const other = bytes.with(index, (bytes[index] ?? 0) ^ (1 << bit));
      expect(crc32c(other)).not.toBe(crc32c(bytes));
    }),
  );
});
