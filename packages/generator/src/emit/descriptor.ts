import type { TableSchema } from "@zerobus-gen/schema";
import { type MessageField, type ProtoScalar, type RowMessage, rowMessage } from "./row-message.js";

/** Numbers of `google.protobuf.FieldDescriptorProto.Type`. */
const TYPES: Readonly<Record<ProtoScalar, number>> = {
  double: 1,
  float: 2,
  int64: 3,
  int32: 5,
  bool: 8,
  string: 9,
  bytes: 12,
};
const MESSAGE_TYPE = 11;

/** Numbers of `google.protobuf.FieldDescriptorProto.Label`. */
const LABELS: Readonly<Record<MessageField["label"], number>> = { optional: 1, required: 2, repeated: 3 };

/** Wire types. */
const VARINT = 0;
const BYTES = 2;

/**
 * The serialized `google.protobuf.DescriptorProto` of a table's row, in base64: one proto2 message without a package,
 * every other message nested inside it, so that it needs nothing but itself. A field is called in JSON what it is
 * called anywhere.
 *
 * @see https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/descriptor.proto
 */
export function rowDescriptor(schema: TableSchema): string {
  return btoa(messageBytes(rowMessage(schema)));
}

// Bytes are characters here, since names are ASCII and texts join many times faster than buffers do.

function messageBytes({ name, fields, nested, isEntry }: RowMessage): string {
  let bytes = text(1, name);
  for (const field of fields) bytes += text(2, fieldBytes(field));
  for (const message of nested) bytes += text(3, messageBytes(message));
  // MessageOptions.map_entry
  return isEntry ? bytes + text(7, number(7, 1)) : bytes;
}

function fieldBytes({ name, number: at, label, type }: MessageField): string {
  const head = text(1, name) + number(3, at) + number(4, LABELS[label]);
  const typed =
    typeof type === "string" ? number(5, TYPES[type]) : number(5, MESSAGE_TYPE) + text(6, type.fullName);
  return head + typed + text(10, name);
}

function text(field: number, value: string): string {
  return varint((field << 3) | BYTES) + varint(value.length) + value;
}

function number(field: number, value: number): string {
  return varint((field << 3) | VARINT) + varint(value);
}

function varint(value: number): string {
  return value < 0x80
    ? String.fromCharCode(value)
    : String.fromCharCode((value & 0x7f) | 0x80) + varint(value >>> 7);
}
