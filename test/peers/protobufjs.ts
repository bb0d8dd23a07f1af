import { createRequire } from "node:module";

/** What the package exports, as far as it is used here. */
export interface Protobufjs {
  readonly Root: {
    fromDescriptor(fileDescriptorSet: Uint8Array): { lookupType(name: string): ProtobufjsType };
  };
}

/** A message type. Its functions are generated when it is first used, as those of static code are beforehand. */
export interface ProtobufjsType {
  encode(message: object): { finish(): Buffer };
  decode(bytes: Uint8Array): object;
  /** What is wrong with a message; nothing means that it can be encoded. */
  verify(message: object): string | null;
  /** A plain object, with int64 as they were decoded. */
  toObject(message: object): object;
}

/** Loads the installed package from {@link PEERS_FOLDER}, which a program is told that is not started from source. */
export function loadProtobufjs(peersFolder: string): Protobufjs {
  const required = createRequire(`${peersFolder}/`);
  const { Root }: Protobufjs = required("protobufjs");
  // Adds fromDescriptor to the Root.
  required("protobufjs/ext/descriptor");
  return { Root };
}
