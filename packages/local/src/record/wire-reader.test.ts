import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordError } from "./record-error.js";
import { WireReader } from "./wire-reader.js";

describe(WireReader, () => {
  it("reads back every scalar that protobuf writes", () => {
    const scalars = fc.record({
      int32: fc.integer(),
      int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      bool: fc.boolean(),
      double: fc.double(),
      string: fc.string({ unit: "grapheme" }),
      bytes: fc.uint8Array(),
    });
    fc.assert(
      fc.property(scalars, ({ int32, int64, bool, double, string, bytes }) => {
        const float = Math.fround(double);
        const record = new BinaryWriter()
          .int32(int32)
          .int64(int64)
          .bool(bool)
          .float(Number.isFinite(float) ? float : 0)
          .double(double)
          .string(string)
          .bytes(bytes)
          .finish();
        const wire = readerOf(record);
        expect(wire.int32()).toBe(int32);
        expect(wire.int64()).toBe(int64);
        expect(wire.bool()).toBe(bool);
        expect(wire.float()).toBe(Number.isFinite(float) ? float : 0);
        expect(wire.double()).toBe(double);
        expect(wire.string()).toBe(string);
        expect([...wire.bytes()]).toEqual([...bytes]);
        expect(wire.pos).toBe(wire.end);
      }),
    );
  });

  it.each([
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
    ["an astral character", [0xf0, 0x9f, 0x98, 0x80], "😀"],
    ["a NUL", [0x00], "\0"],
  ])("keeps %s", (_, bytes, want) => {
    expect(readerOf([bytes.length, ...bytes]).string()).toBe(want);
  });

  it.each([
    ["a lone continuation byte", [0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["half a character", [0x61, 0xf0, 0x9f]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
  ])("refuses %s as text", (_, bytes) => {
    expect(() => readerOf([bytes.length, ...bytes]).string()).toThrow("not valid UTF-8");
  });

  it.each([
    ["a varint", [0x80], (wire: WireReader) => wire.int64()],
    ["a one-byte varint", [], (wire: WireReader) => wire.int32()],
    ["a float", [1, 2, 3], (wire: WireReader) => wire.float()],
    ["a double", [1, 2, 3, 4, 5, 6, 7], (wire: WireReader) => wire.double()],
    ["bytes", [3, 1, 2], (wire: WireReader) => wire.bytes()],
    ["a message", [3, 1, 2], (wire: WireReader) => wire.enter()],
    ["bytes of a negative length", [0xff, 0xff, 0xff, 0xff, 0x0f], (wire: WireReader) => wire.bytes()],
    ["bytes of 2^32 + 1", [0x81, 0x80, 0x80, 0x80, 0x10, 1], (wire: WireReader) => wire.bytes()],
  ])("refuses %s that the record is too short for", (_, bytes, read) => {
    expect(() => read(readerOf(bytes))).toThrow("ends in the middle");
  });

  it("does not read beyond the message it has entered", () => {
    const wire = readerOf([1, 0x80, 0x01]);
    wire.enter();
    expect(() => wire.int32()).toThrow("ends in the middle");
  });

  it("refuses a varint of eleven bytes", () => {
    expect(() => readerOf([...new Array(10).fill(0x80), 0x01]).int64()).toThrow("longer than 10 bytes");
  });

  it.each([
    ["field 0", [0x00]],
    ["a field above 2^29", [0xff, 0xff, 0xff, 0xff, 0x7f]],
  ])("refuses the tag of %s", (_, bytes) => {
    expect(() => readerOf(bytes).tag()).toThrow("out of range");
  });

  it("skips a value of every wire type, groups in groups among them", () => {
    const skipped = new BinaryWriter()
      .tag(1, WireType.Varint)
      .int64(-1)
      .tag(2, WireType.Bit64)
      .double(1)
      .tag(3, WireType.Bit32)
      .float(1)
      .tag(4, WireType.LengthDelimited)
      .string("x")
      .tag(5, WireType.StartGroup)
      .tag(6, WireType.StartGroup)
      .tag(6, WireType.EndGroup)
      .tag(5, WireType.EndGroup)
      .finish();
    const wire = readerOf(skipped);
    while (wire.pos < wire.end) wire.skip(wire.tag());
    expect(wire.pos).toBe(skipped.length);
  });

  it.each([
    ["groups that never end", new Array(200).fill(0x0b), "deeper than 100"],
    ["a group closed by another", [0x0b, 0x14], "not opened"],
    ["an end without a start", [0x0c], "cannot stand here"],
    ["wire type 7", [0x0f], "cannot stand here"],
  ])("refuses %s", (_, bytes, why) => {
    const wire = readerOf(bytes);
    expect(() => wire.skip(wire.tag())).toThrow(why);
  });

  it("throws nothing but RecordError, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const wire = readerOf(bytes);
        try {
          while (wire.pos < wire.end) wire.skip(wire.tag());
        } catch (error) {
          expect(error).toBeInstanceOf(RecordError);
        }
      }),
    );
  });
});

function readerOf(bytes: ArrayLike<number>): WireReader {
  const wire = new WireReader();
  wire.reset(Uint8Array.from(bytes));
  return wire;
}
