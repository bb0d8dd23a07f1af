import { create, createFileRegistry, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type DescriptorProtoSchema,
  type FieldDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { VariantInput } from "../codegen/inputs.js";
import { RawJson } from "../codegen/raw-json.js";
import { anyRow, type Everything, rowWithoutMaps, writeEverything } from "../testing/everything.js";
import { CheckedRowWriter } from "./checked-row-writer.js";
import { ProtoEncoder } from "./proto-encoder.js";
import { readRow } from "./read-row.js";

type Field = MessageInitShape<typeof FieldDescriptorProtoSchema>;
type Message = MessageInitShape<typeof DescriptorProtoSchema>;

function field(number: number, name: string, type: Type, typeName = ""): Field {
  return { number, name, type, typeName, label: Label.OPTIONAL };
}

function repeated(...member: Parameters<typeof field>): Field {
  return { ...field(...member), label: Label.REPEATED };
}

function entry(name: string, key: Type, value: Type, typeName = ""): Message {
  const members = [field(1, "key", key), field(2, "value", value, typeName)];
  return { name, field: members, options: { mapEntry: true } };
}

const placeFields = [field(1, "name", Type.STRING)];
const itemFields = [
  field(1, "label", Type.STRING),
  field(2, "place", Type.MESSAGE, ".Everything.Place"),
  repeated(3, "sizes", Type.INT32),
];
/** The same table for an independent implementation of protobuf. */
const everything: Message = {
  name: "Everything",
  nestedType: [
    { name: "Place", field: placeFields },
    { name: "Item", field: itemFields },
    entry("TextsEntry", Type.STRING, Type.STRING),
    entry("TiniesEntry", Type.INT32, Type.INT32),
    entry("SmallsEntry", Type.INT32, Type.BYTES),
    entry("IntsEntry", Type.INT32, Type.MESSAGE, ".Everything.Item"),
    entry("BigsEntry", Type.INT64, Type.INT64),
    entry("BoolsEntry", Type.BOOL, Type.DOUBLE),
  ],
  field: [
    field(1, "flag", Type.BOOL),
    field(2, "tiny", Type.INT32),
    field(3, "small", Type.INT32),
    field(4, "count", Type.INT32),
    field(5, "big", Type.INT64),
    field(6, "ratio", Type.FLOAT),
    field(7, "weight", Type.DOUBLE),
    field(8, "text", Type.STRING),
    field(9, "body", Type.BYTES),
    field(10, "day", Type.INT32),
    field(11, "instant", Type.INT64),
    field(12, "wall", Type.INT64),
    field(13, "amount", Type.STRING),
    field(14, "item", Type.MESSAGE, ".Everything.Item"),
    repeated(15, "flags", Type.BOOL),
    repeated(16, "items", Type.MESSAGE, ".Everything.Item"),
    repeated(17, "texts", Type.MESSAGE, ".Everything.TextsEntry"),
    repeated(18, "tinies", Type.MESSAGE, ".Everything.TiniesEntry"),
    repeated(19, "smalls", Type.MESSAGE, ".Everything.SmallsEntry"),
    repeated(20, "ints", Type.MESSAGE, ".Everything.IntsEntry"),
    repeated(21, "bigs", Type.MESSAGE, ".Everything.BigsEntry"),
    repeated(22, "bools", Type.MESSAGE, ".Everything.BoolsEntry"),
    field(23, "code", Type.STRING),
    field(24, "sign", Type.STRING),
    field(25, "payload", Type.STRING),
    repeated(26, "payloads", Type.STRING),
    field(20_000, "last", Type.STRING),
  ],
};
const files = { file: [{ name: "everything.proto", syntax: "proto2", messageType: [everything] }] };
const registry = createFileRegistry(create(FileDescriptorSetSchema, files));
const schema = registry.getMessage("Everything") ?? expect.unreachable();

function encode(row: Everything): Uint8Array {
  const buffer = new ProtoEncoder(0);
  buffer.beginRow(true);
  expect(new CheckedRowWriter(buffer).row(row, writeEverything)).toEqual([]);
  return Uint8Array.from(buffer.slab.subarray(buffer.rowStart, buffer.position));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function jsonText(value: VariantInput): string {
  return value instanceof RawJson ? value.text : JSON.stringify(value);
}

/** What the message of a row holds, in the forms that protobuf-es has for it. */
function messageInit({
  day,
  big,
  texts,
  tinies,
  smalls,
  ints,
  bigs,
  bools,
  payload,
  payloads,
  ...same
}: Everything): Record<string, unknown> {
  return {
    ...same,
    day: day == null ? undefined : Date.parse(`${day}T00:00Z`) / 86_400_000,
    payload: payload == null ? undefined : jsonText(payload),
    payloads: (payloads ?? []).map(jsonText),
    big: big == null ? undefined : BigInt(big),
    texts: Object.fromEntries(texts ?? []),
    tinies: Object.fromEntries(tinies ?? []),
    smalls: Object.fromEntries(smalls ?? []),
    ints: Object.fromEntries(ints ?? []),
    bigs: Object.fromEntries([...(bigs ?? [])].map(([key, value]) => [String(key), value])),
    bools: Object.fromEntries([...(bools ?? [])].map(([key, value]) => [String(key), value])),
  };
}

test("writes bytes from which protobuf-es reads the same values", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      expect(fromBinary(schema, encode(row))).toEqual(create(schema, messageInit(row)));
    }),
  );
});

test("writes the very bytes that protobuf-es writes, where their order is given", () => {
  fc.assert(
    fc.property(rowWithoutMaps, (row) => {
      expect(hex(encode(row))).toBe(hex(toBinary(schema, create(schema, messageInit(row)))));
    }),
  );
});

test("writes the same bytes again for the row that is read back from them", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const bytes = encode(row);
      expect(hex(encode(readRow(bytes, writeEverything)))).toBe(hex(bytes));
    }),
  );
});
