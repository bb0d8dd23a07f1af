import { BinaryReader, BinaryWriter, WireType as LibraryType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireReader, WireType } from "./wire-reader.js";

/** All values of a message: numbers and texts as they are, bytes as they lie in it. */
type Read = (reader: WireReader) => unknown;

const values: readonly {
  readonly of: fc.Arbitrary<unknown>;
  readonly write: (writer: BinaryWriter, value: never) => BinaryWriter;
  readonly read: Read;
}[] = [
  { of: fc.integer(), write: (writer, value) => writer.int32(value), read: (reader) => reader.int32() },
  {
    of: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    write: (writer, value) => writer.int64(value),
    read: (reader) => reader.int64(),
  },
  { of: fc.boolean(), write: (writer, value) => writer.bool(value), read: (reader) => reader.bool() },
  { of: fc.double(), write: (writer, value) => writer.double(value), read: (reader) => reader.double() },
  { of: fc.float(), write: (writer, value) => writer.float(value), read: (reader) => reader.float() },
  {
    of: fc.string({ unit: "grapheme", maxLength: 300 }),
    write: (writer, value) => writer.string(value),
    read: (reader) => reader.string(),
  },
  {
    of: fc.uint8Array({ maxLength: 300 }),
    write: (writer, value) => writer.bytes(value),
    read: (reader) => reader.bytes(),
  },
];

describe("WireReader", () => {
  test.each(values)("reads what protobuf-es writes: value %#", ({ of, write, read }) => {
    fc.assert(
      fc.property(of, (value) => {
        const reader = new WireReader(write(new BinaryWriter(), value as never).finish());
        expect(read(reader)).toEqual(value);
        expect(reader.hasMore).toBe(false);
      }),
    );
  });

  test("keeps a byte order mark, and takes bytes that are no UTF-8 for U+FFFD", () => {
    const written = new BinaryWriter().string("\uFEFFa").bytes(Uint8Array.of(0xff, 0x61)).finish();
    const reader = new WireReader(written);
    expect([reader.string(), reader.string()]).toEqual(["\uFEFFa", "\uFFFDa"]);
  });

  test("passes over every kind of field, groups too, and reads on behind it", () => {
    const written = new BinaryWriter()
      .tag(1, LibraryType.Varint)
      .int64(-1n)
      .tag(2, LibraryType.Bit64)
      .fixed64(1n)
      .tag(3, LibraryType.Bit32)
      .fixed32(1)
      .tag(4, LibraryType.LengthDelimited)
      .string("skipped")
      .tag(5, LibraryType.StartGroup)
      .tag(6, LibraryType.StartGroup)
      .tag(7, LibraryType.Varint)
      .int32(1)
      .tag(6, LibraryType.EndGroup)
      .tag(5, LibraryType.EndGroup)
      .tag(536_870_911, LibraryType.Varint)
      .int32(42)
      .finish();
    const reader = new WireReader(written);
    for (let field = 1; field <= 5; field++) {
      const [found, wireType] = reader.tag();
      expect(found).toBe(field);
      reader.skip(wireType, found);
    }
    expect(reader.tag()).toEqual([536_870_911, WireType.varint]);
    expect(reader.int32()).toBe(42);
    expect(reader.hasMore).toBe(false);
  });

  test.each<[string, readonly number[], string]>([
    ["no bytes", [], "the bytes end"],
    ["half a tag", [0x80], "the bytes end"],
    ["the field 0", [0x02, 0x00], "not a tag"],
    ["a wire type that there is not", [0x0e], "not a tag"],
    ["a tag of more than 32 bits", [0x88, 0x80, 0x80, 0x80, 0x10], "not a tag"],
    ["a tag in more bytes than it may have", [0x88, 0x80, 0x80, 0x80, 0x80, 0x00], "not a tag"],
    ["a varint that does not end", [0x08, ...Array.from({ length: 11 }, () => 0xff)], "more than 10 bytes"],
    ["a length beyond the end", [0x0a, 0x02, 0x00], "the bytes end"],
    ["a length of more than 32 bits", [0x0a, 0x80, 0x80, 0x80, 0x80, 0x10], "the bytes end"],
    ["a half number", [0x09, 1, 2, 3, 4, 5, 6, 7], "the bytes end"],
    ["a group without its end", [0x0b, 0x10, 0x01], "the bytes end"],
    ["a group with the end of another", [0x0b, 0x14], "ends as another"],
    ["the end of no group", [0x0c], "without having begun"],
    ["groups without bottom", Array.from({ length: 50_000 }, () => 0x0b), "nested more than"],
  ])("refuses %s", (_, bytes, message) => {
    const reader = new WireReader(Uint8Array.from(bytes));
    const read = (): void => {
      const [field, wireType] = reader.tag();
      reader.skip(wireType, field);
    };
    expect(read).toThrow(message);
  });

  test("goes through any bytes as protobuf-es does, or refuses them", () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .array(fc.constantFrom(0x08, 0x0a, 0x0b, 0x0c, 0x0d, 0x09, 0x01, 0x80, 0xff), { maxLength: 40 })
        .map((bytes) => Uint8Array.from(bytes)),
    );
    let read = 0;
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const fields = fieldsOf(bytes);
        if (fields === undefined) return;
        read++;
        expect(fields).toEqual(libraryFields(bytes));
      }),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  test("refuses nothing that protobuf-es writes, cut anywhere, but what is cut within a field", () => {
    const written = new BinaryWriter()
      .tag(1, LibraryType.LengthDelimited)
      .string("ab")
      .tag(2, LibraryType.Varint)
      .int32(300)
      .finish();
    const whole = [...written.keys(), written.length].filter(
      (end) => fieldsOf(written.subarray(0, end)) !== undefined,
    );
    expect(whole).toEqual([0, 4, 7]);
  });
});

/** The tags of a message, with the length of what was passed over behind each; nothing where it is refused. */
function fieldsOf(bytes: Uint8Array): readonly (readonly number[])[] | undefined {
  const reader = new WireReader(bytes);
  const fields: (readonly number[])[] = [];
  try {
    while (reader.hasMore) {
      const tag = reader.tag();
      reader.skip(tag[1], tag[0]);
      fields.push(tag);
    }
  } catch {
    return undefined;
  }
  return fields;
}

function libraryFields(bytes: Uint8Array): readonly (readonly number[])[] {
  const reader = new BinaryReader(bytes);
  const fields: (readonly number[])[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    reader.skip(tag[1], tag[0]);
    fields.push(tag);
  }
  return fields;
}
