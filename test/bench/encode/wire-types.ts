import { create, createFileRegistry, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { loadProtobufjs, type ProtobufjsType } from "../../peers/protobufjs.js";

/** The message type of a table's rows, as protobuf-es knows it from its descriptor in base64. */
export function protobufEsType(descriptor: string): DescMessage {
  const { files, name } = descriptorSet(descriptor);
  const type = createFileRegistry(files).getMessage(name);
  if (type === undefined) throw new Error(`the descriptor has no message ${name}`);
  return type;
}

/** The same as protobufjs knows it. */
export function protobufjsType(descriptor: string, peersFolder: string): ProtobufjsType {
  const { files, name } = descriptorSet(descriptor);
  const { Root } = loadProtobufjs(peersFolder);
  return Root.fromDescriptor(toBinary(FileDescriptorSetSchema, files)).lookupType(name);
}

function descriptorSet(descriptor: string): { readonly files: FileDescriptorSet; readonly name: string } {
  const message = fromBinary(DescriptorProtoSchema, Buffer.from(descriptor, "base64"));
  const file = create(FileDescriptorProtoSchema, { name: "row.proto", messageType: [message] });
  return { files: create(FileDescriptorSetSchema, { file: [file] }), name: message.name };
}
