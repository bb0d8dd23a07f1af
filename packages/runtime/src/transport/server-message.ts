import { ZerobusError } from "../errors.js";
import { WireReader, WireType } from "../wire/wire-reader.js";
import type { ServerMessage } from "./transport.js";

/** Fields of `EphemeralStreamResponse`: one of them is there. */
const CREATED = 1;
const ACK = 2;
const CLOSE_SIGNAL = 3;

/** The tags of an ack and of its offset: nearly every answer is these two and a number. */
const ACK_TAG = 0x12;
const OFFSET_TAG = 0x08;

/** An offset of seven bytes, of seven bits each, is an exact number; their sum with what stands before them. */
const LONGEST_PLAIN_ACK = 10;

/** Decodes one `EphemeralStreamResponse`. @throws ZerobusError `protocol` for anything the protocol does not allow. */
export function decodeServerMessage(bytes: Uint8Array): ServerMessage {
  const wireOffset = plainAck(bytes);
  if (wireOffset !== undefined) return { kind: "ack", wireOffset };
  let kind = 0;
  // What comes in parts is one message.
  const parts: Uint8Array[] = [];
  eachField(bytes, (reader, field, wireType) => {
    if (field < CREATED || field > CLOSE_SIGNAL) return false;
    assertType(wireType, WireType.lengthDelimited);
    if (parts.length > 0 && kind !== field) throw broken("an answer of two kinds");
    kind = field;
    parts.push(wellFormed(reader.bytes()));
    return true;
  });
  const content = Buffer.concat(parts);
  if (kind === CREATED) return created(content);
  if (kind === ACK) return ack(content);
  if (kind === CLOSE_SIGNAL) return { kind: "close-signal", durationMs: durationMs(content) };
  throw broken("an empty answer");
}

/** The offset of an ack that is nothing else; nothing for an answer that is to be looked at closely. */
function plainAck(bytes: Uint8Array): number | undefined {
  const { length } = bytes;
  if (
    length > LONGEST_PLAIN_ACK ||
    bytes[0] !== ACK_TAG ||
    bytes[1] !== length - 2 ||
    bytes[2] !== OFFSET_TAG
  )
    return undefined;
  let [offset, scale] = [0, 1];
  for (let at = 3; at < length; at++) {
    const byte = bytes[at] ?? 0;
    offset += (byte & 0x7f) * scale;
    if (byte < 0x80) return at === length - 1 ? offset : undefined;
    scale *= 128;
  }
  return undefined;
}

function created(bytes: Uint8Array): ServerMessage {
  let streamId = "";
  eachField(bytes, (reader, field, wireType) => {
    if (field !== 1) return false;
    assertType(wireType, WireType.lengthDelimited);
    streamId = reader.string();
    return true;
  });
  // An absent id reads as the empty string.
  if (streamId === "") throw broken("it created a stream without an id");
  return { kind: "created", streamId };
}

function ack(bytes: Uint8Array): ServerMessage {
  const wireOffset = lastInteger(bytes, 1, int64);
  if (wireOffset === undefined || wireOffset < 0) throw broken("an ack without a valid offset");
  return { kind: "ack", wireOffset };
}

/** Of the `google.protobuf.Duration` in a `CloseStreamSignal`; 0 when there is none. */
function durationMs(bytes: Uint8Array): number {
  const parts: Uint8Array[] = [];
  eachField(bytes, (reader, field, wireType) => {
    if (field !== 1) return false;
    assertType(wireType, WireType.lengthDelimited);
    parts.push(wellFormed(reader.bytes()));
    return true;
  });
  const duration = Buffer.concat(parts);
  const seconds = lastInteger(duration, 1, int64) ?? 0;
  const nanos = lastInteger(duration, 2, int32) ?? 0;
  return seconds * 1000 + nanos / 1e6;
}

const int64 = (reader: WireReader): number => Number(reader.int64());
const int32 = (reader: WireReader): number => reader.int32();

/** An integer field; the last one when it is there twice. */
function lastInteger(
  bytes: Uint8Array,
  wanted: number,
  read: (reader: WireReader) => number,
): number | undefined {
  let value: number | undefined;
  eachField(bytes, (reader, field, wireType) => {
    if (field !== wanted) return false;
    assertType(wireType, WireType.varint);
    value = read(reader);
    return true;
  });
  return value;
}

function assertType(wireType: number, wanted: number): void {
  if (wireType !== wanted) throw broken("a field of another type");
}

/** A message that can be gone through to its end. */
function wellFormed(bytes: Uint8Array): Uint8Array {
  eachField(bytes, () => false);
  return bytes;
}

/** Goes through the fields of a message. `take` reads one and says so, or it is passed over. */
function eachField(
  bytes: Uint8Array,
  take: (reader: WireReader, field: number, wireType: number) => boolean,
): void {
  const reader = new WireReader(bytes);
  while (reader.hasMore) {
    const [field, wireType] = reader.tag();
    if (!take(reader, field, wireType)) reader.skip(wireType, field);
  }
}

function broken(what: string): ZerobusError {
  return new ZerobusError("protocol", `the server broke the protocol: ${what}`);
}
