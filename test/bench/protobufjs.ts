import { createRequire } from "node:module";
import type { TableMessage } from "./encoded-rows.js";
import { descriptorFile } from "./message-types.js";

/** As much of `protobufjs` as is used here: it is installed with the peers. */
interface ProtobufJs {
  readonly Root: {
    fromDescriptor(file: Uint8Array, options: object): { lookupType(name: string): ProtobufJsType };
  };
}

/** A message type of protobufjs. It makes code of it when it is first used, the same as its static code. */
export interface ProtobufJsType {
  encode(message: object): { finish(): Buffer };
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: object): Readonly<Record<string, unknown>>;
}

/** The message type of a table's rows, for the protobufjs that is installed in this folder. */
export function protobufJsType(table: TableMessage, peersFolder: string): ProtobufJsType {
  const require = createRequire(peersFolder);
  const protobufJs: ProtobufJs = require("protobufjs");
  require("protobufjs/ext/descriptor");
  const { bytes, name } = descriptorFile(table);
  return protobufJs.Root.fromDescriptor(bytes, { keepCase: true }).lookupType(name);
}

/** A row as this message type takes it: plain, its 64-bit integers as numbers, which is the fastest there is. */
export function plainMessage(type: ProtobufJsType, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  return type.toObject(type.decode(bytes), { longs: Number });
}
