import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapEntry, message, serialized } from "../testing/descriptors.js";
import { readDescriptor } from "./record-descriptor.js";
import { Refusal } from "./refusal.js";

describe(readDescriptor, () => {
  it("reads fields with their kinds, labels and numbers", () => {
    const { root } = readDescriptor(
      serialized(
        message("T", [
          ["a", 1, "required int64"],
          ["b", 536870911, "repeated sfixed32"],
        ]),
      ),
    );
    expect(root).toEqual({
      isMapEntry: false,
      fields: [
        { name: "a", number: 1, isRepeated: false, kind: "int64", message: undefined },
        { name: "b", number: 536870911, isRepeated: true, kind: "sfixed32", message: undefined },
      ],
    });
  });

  it.each([
    [".T.Outer.Inner", "absolute"],
    [".some.pkg.T.Outer.Inner", "absolute, with a package"],
    [".T.T.Outer.Inner", "absolute, with a package that looks like the root"],
    ["T.Outer.Inner", "from the root"],
    ["Outer.Inner", "from the scope of the root"],
    ["Inner", "from its own scope"],
  ])("finds the message %s (%s)", (typeName) => {
    const outer = message("Outer", [["f", 1, typeName]], [message("Inner", [])]);
    const { messages } = readDescriptor(serialized(message("T", [], [outer])));
    expect(messages.get("T.Outer")?.fields[0]?.message).toBe("T.Outer.Inner");
  });

  it("prefers the inner scope", () => {
    const outer = message("Outer", [["f", 1, "X"]], [message("X", [])]);
    const { messages } = readDescriptor(serialized(message("T", [], [outer, message("X", [])])));
    expect(messages.get("T.Outer")?.fields[0]?.message).toBe("T.Outer.X");
  });

  it("reads a message that contains itself, and map entries", () => {
    const { root, messages } = readDescriptor(
      serialized(
        message(
          "T",
          [
            ["self", 1, "T"],
            ["m", 2, "repeated MEntry"],
          ],
          [mapEntry("MEntry", "string", "T")],
        ),
      ),
    );
    expect(root.fields[0]?.message).toBe("T");
    expect(messages.get("T.MEntry")?.isMapEntry).toBe(true);
  });

  it.each<[string, DescriptorProto, string]>([
    ["a dangling type", message("T", [["f", 1, ".google.protobuf.Timestamp"]]), "google.protobuf.Timestamp"],
    ["a type name of 100 kB", message("T", [["f", 1, `.${"a.".repeat(50_000)}b`]]), "not in the descriptor"],
    ["the number 0", message("T", [["f", 0, "int32"]]), "the number 0"],
    ["a negative number", message("T", [["f", -1, "int32"]]), "the number -1"],
    ["a number too large", message("T", [["f", 2 ** 29, "int32"]]), "the number 536870912"],
    [
      "a name twice",
      message("T", [
        ["f", 1, "int32"],
        ["f", 2, "int32"],
      ]),
      "T.f is declared twice",
    ],
    [
      "a number twice",
      message("T", [
        ["f", 1, "int32"],
        ["g", 1, "int32"],
      ]),
      "taken: 1",
    ],
    [
      "a nested message twice",
      message("T", [], [message("X", []), message("X", [])]),
      "T.X is declared twice",
    ],
    [
      "no type",
      create(DescriptorProtoSchema, { name: "T", field: [{ name: "f", number: 1 }] }),
      "has no type",
    ],
    [
      "2001 fields",
      message(
        "T",
        Array.from({ length: 2001 }, (_, i) => [`f${i}`, i + 1, "bool"] as const),
      ),
      "2001 fields",
    ],
  ])("refuses a descriptor with %s", (_, descriptor, why) => {
    expect(() => readDescriptor(serialized(descriptor))).toThrow(why);
  });

  it.each([
    ["nothing", new Uint8Array(), "is missing"],
    ["garbage", Uint8Array.of(0xff, 0xff, 0xff), "not a serialized"],
    ["two megabytes and a byte", new Uint8Array(2 * 1024 * 1024 + 1), "2097153 bytes"],
    ["messages nested ten thousand deep", nestedMessages(10_000), "not a serialized"],
  ])("refuses %s", (_, bytes, why) => {
    expect(() => readDescriptor(bytes)).toThrow(why);
  });

  it("refuses what is broken with INVALID_ARGUMENT, whatever the bytes", () => {
    const sane = toBinary(
      DescriptorProtoSchema,
      message(
        "T",
        [
          ["f", 1, "X"],
          ["g", 2, "int32"],
        ],
        [message("X", [["h", 1, "T"]])],
      ),
    );
    const broken = fc
      .tuple(fc.nat(sane.length - 1), fc.nat(255), fc.nat(sane.length))
      .map(([at, byte, length]) => sane.with(at, byte).subarray(0, length));
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        try {
          readDescriptor(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          expect(error).toHaveProperty("code", "INVALID_ARGUMENT");
        }
      }),
    );
  });

  it("knows every kind that protobuf has", () => {
    for (const kind of Object.keys(Type).filter((name) => /^[A-Z]/.test(name))) {
      const field = { name: "f", number: 1, type: Type[kind as keyof typeof Type], typeName: "T" };
      const { root } = readDescriptor(
        serialized(create(DescriptorProtoSchema, { name: "T", field: [field] })),
      );
      expect(root.fields[0]?.kind).toBe(kind.toLowerCase());
    }
  });
});

function nestedMessages(depth: number): Uint8Array {
  let bytes: Uint8Array = new BinaryWriter().tag(1, WireType.LengthDelimited).string("M").finish();
  for (let i = 0; i < depth; i++) {
    bytes = new BinaryWriter().tag(3, WireType.LengthDelimited).bytes(bytes).finish();
  }
  return bytes;
}
