import type { TableSchema } from "@zerobus-gen/schema";
import { type MessageField, type ProtoScalar, type RowMessage, rowMessage } from "./row-message.js";

/** Wire types. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** `FieldDescriptorProto.type`, whole. */
const TYPES: Readonly<Record<ProtoScalar | "message", string>> = {
  double: number(5, 1),
  float: number(5, 2),
  int64: number(5, 3),
  int32: number(5, 5),
  bool: number(5, 8),
  string: number(5, 9),
  message: number(5, 11),
  bytes: number(5, 12),
};

/** `FieldDescriptorProto.label`, whole. */
const LABELS: Readonly<Record<MessageField["label"], string>> = {
  optional: number(4, 1),
  required: number(4, 2),
  repeated: number(4, 3),
};

/** `DescriptorProto.options` with nothing but `map_entry`, whole. */
const ENTRY_OPTIONS = text(7, number(7, 1));

/**
 * The serialized `google.protobuf.DescriptorProto` of a table's row, in base64: one proto2 message without a package,
 * every other message nested inside it, so that it needs nothing but itself. A field is called in JSON what it is
 * called anywhere.
 *
 * @see https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/descriptor.proto
 */
export function rowDescriptor(schema: TableSchema): string {
  // Bytes are characters here, since names are ASCII, and texts join many times faster than buffers do.
  return btoa(messageBytes(rowMessage(schema)));
}

function messageBytes({ name, fields, nested, isEntry }: RowMessage): string {
  let bytes = text(1, name);
  for (const field of fields) bytes += text(2, fieldBytes(field));
  for (const message of nested) bytes += text(3, messageBytes(message));
  return isEntry ? bytes + ENTRY_OPTIONS : bytes;
}

function fieldBytes({ name, number: at, label, type }: MessageField): string {
  const typed = typeof type === "string" ? TYPES[type] : TYPES.message + text(6, type.fullName);
  return text(1, name) + number(3, at) + LABELS[label] + typed + text(10, name);
}

function text(field: number, value: string): string {
  const tag = (field << 3) | LENGTH_DELIMITED;
  // Most texts are short: both numbers are then a byte.
  return value.length < 0x80
    ? String.fromCharCode(tag, value.length) + value
    : varint(tag) + varint(value.length) + value;
}

function number(field: number, value: number): string {
  const tag = (field << 3) | VARINT;
  return value < 0x80 ? String.fromCharCode(tag, value) : varint(tag) + varint(value);
}

function varint(value: number): string {
  return value < 0x80
    ? String.fromCharCode(value)
    : String.fromCharCode((value & 0x7f) | 0x80) + varint(value >>> 7);
}
