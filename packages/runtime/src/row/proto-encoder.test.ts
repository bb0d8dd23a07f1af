import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_ROW_BYTES } from "../protocol/limits.js";
import { highHalf, lowHalf } from "./int64.js";
import { ProtoEncoder } from "./proto-encoder.js";
import { RowTooLarge } from "./row-buffer.js";

const SLAB_BYTES = 256 * 1024;
const HEADROOM = 24;

function startedRow(): ProtoEncoder {
  const buffer = new ProtoEncoder(HEADROOM);
  buffer.beginRow(true);
  return buffer;
}

/** The row under way, or the last one. */
function rowOf(buffer: ProtoEncoder): Uint8Array {
  return buffer.slab.subarray(buffer.rowStart, buffer.position);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

const anyField = fc.oneof(
  fc.integer({ min: 1, max: 2000 }),
  fc.constantFrom(15, 16, 2047, 2048, 2 ** 28 - 1, 2 ** 28, 2 ** 29 - 1),
);
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", minLength: 40, maxLength: 44 }),
);
const anyBytes = fc.uint8Array({ maxLength: 200 });

/** One call of the writer, and the same by an independent one. */
interface Write {
  /** For the report of a failure. */
  readonly given: readonly [field: number, value: unknown];
  readonly ours: (buffer: ProtoEncoder) => unknown;
  readonly theirs: (writer: BinaryWriter) => unknown;
}

function write<T>(
  value: fc.Arbitrary<T>,
  wireType: WireType,
  ours: (buffer: ProtoEncoder, field: number, value: T) => unknown,
  theirs: (writer: BinaryWriter, value: T) => unknown,
): fc.Arbitrary<Write> {
  return fc.tuple(anyField, value).map(([field, content]) => ({
    given: [field, content],
    ours: (buffer) => ours(buffer, field, content),
    theirs: (writer) => theirs(writer.tag(field, wireType), content),
  }));
}

const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  write(
    int32,
    WireType.Varint,
    (b, field, value) => b.int32(field, "k", value),
    (w, value) => w.int32(value),
  ),
  write(
    int64,
    WireType.Varint,
    (b, field, value) => b.int64(field, "k", lowHalf(value), highHalf(value)),
    (w, value) => w.int64(value),
  ),
  write(
    fc.double(),
    WireType.Bit64,
    (b, field, value) => b.double(field, "k", value),
    (w, value) => w.double(value),
  ),
  write(
    fc.float(),
    WireType.Bit32,
    (b, field, value) => b.float(field, "k", value),
    (w, value) => w.float(value),
  ),
  write(
    anyText,
    WireType.LengthDelimited,
    (b, field, value) => b.text(field, "k", value),
    (w, value) => w.string(value),
  ),
  write(
    anyBytes,
    WireType.LengthDelimited,
    (b, field, value) => b.binary(field, "k", value),
    (w, value) => w.bytes(value),
  ),
);

test("writes the wire format as protobuf-es does", () => {
  fc.assert(
    fc.property(fc.array(anyWrite), (writes) => {
      const buffer = startedRow();
      const writer = new BinaryWriter();
      for (const { ours, theirs } of writes) {
        ours(buffer);
        theirs(writer);
      }
      expect(hex(rowOf(buffer))).toBe(hex(writer.finish()));
    }),
  );
});

test.each(["a", "ÿ", "€", "😀"])(
  "writes as many %s as may or may not need two bytes for their length",
  (char) => {
    for (let count = 20; count <= 130; count++) {
      const text = char.repeat(count);
      const buffer = startedRow();
      expect(buffer.text(1, "k", text)).toBe(true);
      const want = new BinaryWriter().tag(1, WireType.LengthDelimited).string(text);
      expect(hex(rowOf(buffer))).toBe(hex(want.finish()));
    }
  },
);

test.each(["\ud800", "a\udfff", `${"x".repeat(100)}\ud83d`, "\ude00\ud83d"])(
  "writes nothing of text with half a surrogate pair",
  (text) => {
    const buffer = startedRow();
    buffer.int32(1, "k", 1);
    const before = hex(rowOf(buffer));
    expect(buffer.text(2, "k", text)).toBe(false);
    expect(hex(rowOf(buffer))).toBe(before);
  },
);

test("puts the length of what was written in front of it, at any depth", () => {
  const size = fc.oneof(fc.nat(200), fc.constantFrom(120, 125, 126, 16_370, 16_380, 2 ** 21 - 5, 2 ** 21));
  fc.assert(
    fc.property(fc.array(size, { maxLength: 5 }), (sizes) => {
      const buffer = startedRow();
      const writer = new BinaryWriter();
      const opened = sizes.map((length, depth) => {
        const start = buffer.openStruct(depth + 1);
        buffer.binary(1, "k", new Uint8Array(length));
        writer
          .tag(depth + 1, WireType.LengthDelimited)
          .fork()
          .tag(1, WireType.LengthDelimited);
        writer.bytes(new Uint8Array(length));
        return start;
      });
      for (const start of opened.reverse()) {
        buffer.closeStruct(start);
        writer.join();
      }
      expect(Buffer.compare(rowOf(buffer), writer.finish())).toBe(0);
    }),
    { numRuns: 40 },
  );
});

describe("a row that outgrows its slab", () => {
  test("moves whole, behind the headroom, and leaves the finished rows where they are", () => {
    const buffer = startedRow();
    buffer.binary(1, "k", new Uint8Array(SLAB_BYTES - 200).fill(1));
    const { slab } = buffer;
    const finished = hex(rowOf(buffer));
    buffer.beginRow(false);
    const opened = buffer.openStruct(2);
    buffer.text(1, "k", "begun in the old slab");
    buffer.binary(2, "k", new Uint8Array(200).fill(2));
    buffer.closeStruct(opened);
    expect(buffer.slab).not.toBe(slab);
    expect(buffer.rowStart).toBe(HEADROOM);
    expect(hex(slab.subarray(HEADROOM, HEADROOM + finished.length / 2))).toBe(finished);
    const content = new BinaryWriter().tag(1, WireType.LengthDelimited).string("begun in the old slab");
    content.tag(2, WireType.LengthDelimited).bytes(new Uint8Array(200).fill(2));
    const want = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(content.finish());
    expect(hex(rowOf(buffer))).toBe(hex(want.finish()));
  });

  test("goes back when it is abandoned, and the next row takes its place", () => {
    const buffer = startedRow();
    buffer.binary(1, "k", new Uint8Array(SLAB_BYTES - 200));
    const { slab, position } = buffer;
    buffer.beginRow(false);
    buffer.binary(1, "k", new Uint8Array(SLAB_BYTES));
    expect(buffer.slab).not.toBe(slab);
    buffer.returnTo(slab, position);
    expect(buffer.slab).toBe(slab);
    expect(buffer.position).toBe(position);
    buffer.beginRow(false);
    buffer.int32(1, "k", 1);
    expect(buffer.slab).toBe(slab);
    expect(buffer.rowStart).toBe(position);
  });

  test("leaves the slab it needed alone once it is done", () => {
    const buffer = startedRow();
    buffer.binary(1, "k", new Uint8Array(SLAB_BYTES));
    const { slab } = buffer;
    expect(slab.length).toBeGreaterThan(SLAB_BYTES);
    buffer.shrink();
    expect([buffer.slab.length, buffer.position]).toEqual([SLAB_BYTES, 0]);
    const small = buffer.slab;
    buffer.shrink();
    expect(buffer.slab).toBe(small);
  });
});

test.each([
  [6, HEADROOM],
  [23, HEADROOM],
  [24, SLAB_BYTES],
  [25, SLAB_BYTES - 1],
])("has the headroom of a first row %d bytes before the end of a slab, or of the next one", (room, start) => {
  const buffer = new ProtoEncoder(HEADROOM);
  buffer.beginRow(false);
  buffer.binary(1, "k", new Uint8Array(SLAB_BYTES - room - 4));
  buffer.beginRow(true);
  expect(buffer.rowStart).toBe(start);
  buffer.int32(1, "k", 1);
  expect(buffer.rowStart).toBe(HEADROOM);
  expect(hex(rowOf(buffer))).toBe("0801");
});

test("refuses a field that makes the row larger than a request can carry", () => {
  const buffer = startedRow();
  const { slab } = buffer;
  expect(() => buffer.binary(1, "k", new Uint8Array(MAX_ROW_BYTES + 1024))).toThrow(RowTooLarge);
  expect(() => buffer.text(1, "k", "x".repeat(MAX_ROW_BYTES + 1024))).toThrow(RowTooLarge);
  buffer.returnTo(slab, 0);
  buffer.beginRow(true);
  buffer.binary(1, "k", new Uint8Array(MAX_ROW_BYTES - 10));
  expect(rowOf(buffer).length).toBe(MAX_ROW_BYTES - 5);
});
