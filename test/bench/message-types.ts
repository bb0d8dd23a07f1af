import { create, createFileRegistry, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import type { TableMessage } from "./encoded-rows.js";

/** The message type of a table's rows, for protobuf-es. */
export function esMessageType(table: TableMessage): DescMessage {
  const set = descriptorSet(table);
  const type = createFileRegistry(set).getMessage(nameIn(set));
  if (type === undefined) throw new Error(`${table.name} has no message type`);
  return type;
}

/** The file of a table's message type, serialized, and the type's name. */
export function descriptorFile(table: TableMessage): {
  readonly bytes: Uint8Array;
  readonly name: string;
} {
  const set = descriptorSet(table);
  return { bytes: toBinary(FileDescriptorSetSchema, set), name: nameIn(set) };
}

function descriptorSet({ descriptor }: TableMessage): FileDescriptorSet {
  const messageType = [fromBinary(DescriptorProtoSchema, Buffer.from(descriptor, "base64"))];
  return create(FileDescriptorSetSchema, { file: [{ name: "row.proto", syntax: "proto2", messageType }] });
}

function nameIn(set: FileDescriptorSet): string {
  return set.file[0]?.messageType[0]?.name ?? "";
}
