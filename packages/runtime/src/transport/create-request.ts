import type { RecordFormat } from "../row/record-format.js";
import { putUint } from "../row/row-buffer.js";
import { WireType } from "../wire/wire-reader.js";

/** A tag, and a length of 32 bits. */
const MOST_HEAD_BYTES = 6;

const RECORD_TYPE: Readonly<Record<RecordFormat, number>> = { proto: 1, json: 2 };

/**
 * The `EphemeralStreamRequest` that creates a stream. Rows of JSON do without a descriptor.
 *
 * Written by hand, and so are the answers read: what protobuf's reflection needs to be loaded takes longer than all else.
 */
export function createRequest(table: string, descriptor: Uint8Array, format: RecordFormat): Uint8Array {
  return lengthDelimited(1, [
    lengthDelimited(1, [Buffer.from(table)]),
    ...(format === "proto" ? [lengthDelimited(3, [descriptor])] : []),
    Uint8Array.of(tag(4, WireType.varint), RECORD_TYPE[format]),
  ]);
}

function lengthDelimited(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const head = new Uint8Array(MOST_HEAD_BYTES);
  head[0] = tag(field, WireType.lengthDelimited);
  return Buffer.concat([head.subarray(0, putUint(head, 1, content.length)), content]);
}

/** Fields are few enough for one byte. */
function tag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}
