import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { RecordFormat } from "../row/record-format.js";

const RECORD_TYPE: Readonly<Record<RecordFormat, number>> = { proto: 1, json: 2 };

/**
 * The `EphemeralStreamRequest` that creates a stream. Rows of JSON do without a descriptor.
 *
 * Written by hand, and so are the answers read: what protobuf's reflection needs to be loaded takes longer than all else.
 */
export function createRequest(table: string, descriptor: Uint8Array, format: RecordFormat): Uint8Array {
  const request = new BinaryWriter().tag(1, WireType.LengthDelimited).string(table);
  if (format === "proto") request.tag(3, WireType.LengthDelimited).bytes(descriptor);
  request.tag(4, WireType.Varint).int32(RECORD_TYPE[format]);
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(request.finish()).finish();
}
