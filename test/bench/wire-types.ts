import { createRequire } from "node:module";
import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import { loadProtobufjs, type ProtobufjsType } from "../peers/protobufjs.js";

/** protobuf-es as it is installed with the peers: newer, and faster, than the one that the runtime uses. */
export interface ProtobufEs {
  readonly type: DescMessage;
  readonly library: Pick<typeof import("@bufbuild/protobuf"), "create" | "fromBinary" | "toBinary">;
}

/** The message type of a table's rows, as protobuf-es knows it from its descriptor in base64. */
export function protobufEsType(descriptor: string, peersFolder: string): ProtobufEs {
  const required = createRequire(`${peersFolder}/`);
  const library: typeof import("@bufbuild/protobuf") = required("@bufbuild/protobuf");
  const { FileDescriptorSetSchema: schema }: typeof import("@bufbuild/protobuf/wkt") =
    required("@bufbuild/protobuf/wkt");
  const { files, name } = descriptorSet(descriptor);
  const own = library.fromBinary(schema, toBinary(FileDescriptorSetSchema, files));
  const type = library.createFileRegistry(own).getMessage(name);
  if (type === undefined) throw new Error(`the descriptor has no message ${name}`);
  return { type, library };
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
