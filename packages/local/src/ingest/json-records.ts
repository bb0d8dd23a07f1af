import { WireType } from "@bufbuild/protobuf/wire";
import { WireReader } from "../record/wire-reader.js";

/** Field numbers of what leads to the records. */
const INGEST_RECORD = 2;
const INGEST_BATCH = 3;
const PROTO_CONTENT = 2;
const JSON_CONTENT = 3;
const RECORDS = 1;

/**
 * The JSON records of a message that is known to be sound, as the bytes they came in: a decoder of the message makes
 * strings of them, in which bad UTF-8 is not bad any more.
 */
export function jsonRecords(message: Uint8Array): readonly Uint8Array[] {
  let records: Uint8Array[] = [];
  // What comes twice is one to protobuf: records add up, and of alternatives the last one counts.
  let last: number | undefined;
  for (const payload of fields(message)) {
    if (payload.number > INGEST_BATCH) continue;
    if (payload.number !== last) records = [];
    last = payload.number;
    for (const content of fields(payload.bytes)) {
      if (content.number === PROTO_CONTENT) records = [];
      if (content.number !== JSON_CONTENT) continue;
      if (payload.number === INGEST_RECORD) records = [content.bytes];
      if (payload.number !== INGEST_BATCH) continue;
      for (const { number, bytes } of fields(content.bytes)) if (number === RECORDS) records.push(bytes);
    }
  }
  return records;
}

/** The length-delimited fields of a message. */
function* fields(message: Uint8Array): Generator<{ readonly number: number; readonly bytes: Uint8Array }> {
  const wire = new WireReader();
  wire.reset(message);
  while (wire.pos < wire.end) {
    const tag = wire.tag();
    if ((tag & 7) === WireType.LengthDelimited) yield { number: tag >>> 3, bytes: wire.bytes() };
    else wire.skip(tag);
  }
}
