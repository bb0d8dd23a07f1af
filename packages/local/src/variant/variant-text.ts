import { BASIC, PRIMITIVE, VERSION } from "./primitive.js";

const MAX_DEPTH = 1000;
const DAY_MS = 86_400_000;

/**
 * A VARIANT as JSON text. It may come from another writer, and its bytes may be anything.
 * @throws {RangeError} the bytes are no VARIANT, or nest deeper than a thousand levels
 */
export function variantText(metadata: Uint8Array, value: Uint8Array): string {
  const bytes = asBuffer(value);
  const reading: Reading = { bytes, names: readNames(asBuffer(metadata)), values: 0, parts: [] };
  try {
    write(reading, 0, 0);
  } catch (cause) {
    throw cause instanceof Malformed ? cause : new Malformed("it ends too early", { cause });
  }
  return reading.parts.join("");
}

interface Reading {
  readonly bytes: Buffer;
  readonly names: readonly string[];
  /** How many values were met. Each has bytes of its own, so there are no more of them than bytes. */
  values: number;
  readonly parts: string[];
}

class Malformed extends RangeError {
  constructor(why: string, options?: ErrorOptions) {
    super(`the VARIANT is malformed: ${why}`, options);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readNames(metadata: Buffer): readonly string[] {
  const header = metadata[0] ?? 0;
  if ((header & 0x0f) !== VERSION) throw new Malformed(`version ${header & 0x0f} of the format is unknown`);
  const width = (header >> 6) + 1;
  try {
    const count = metadata.readUIntLE(1, width);
    const first = 1 + width * (count + 2);
    if (first > metadata.length) throw new Malformed("its names end too early");
    const offset = (i: number): number => first + metadata.readUIntLE(1 + width * (i + 1), width);
    return Array.from({ length: count }, (_, i) => metadata.toString("utf8", offset(i), offset(i + 1)));
  } catch (cause) {
    throw cause instanceof Malformed ? cause : new Malformed("its names end too early", { cause });
  }
}

function write(reading: Reading, at: number, depth: number): void {
  const { bytes, parts } = reading;
  if (depth > MAX_DEPTH) throw new Malformed(`it nests deeper than ${MAX_DEPTH} levels`);
  reading.values += 1;
  if (reading.values > bytes.length) throw new Malformed("a value is there twice");
  const first = bytes.readUInt8(at);
  const header = first >> 2;
  switch (first & 3) {
    case BASIC.primitive:
      parts.push(primitiveText(bytes, header, at + 1));
      return;
    case BASIC.shortString:
      parts.push(stringText(bytes, at + 1, header));
      return;
    case BASIC.object:
      return writeObject(reading, header, at + 1, depth);
    default:
      return writeArray(reading, header, at + 1, depth);
  }
}

function writeObject(reading: Reading, header: number, at: number, depth: number): void {
  const { bytes, names, parts } = reading;
  const offsetWidth = (header & 3) + 1;
  const idWidth = ((header >> 2) & 3) + 1;
  const countWidth = header & 0x10 ? 4 : 1;
  const count = bytes.readUIntLE(at, countWidth);
  const ids = at + countWidth;
  const offsets = ids + count * idWidth;
  const elements = offsets + (count + 1) * offsetWidth;
  parts.push("{");
  for (let i = 0; i < count; i++) {
    const name = names[bytes.readUIntLE(ids + i * idWidth, idWidth)];
    if (name === undefined) throw new Malformed("a member has no name");
    parts.push(`${i === 0 ? "" : ","}${JSON.stringify(name)}:`);
    write(reading, elements + bytes.readUIntLE(offsets + i * offsetWidth, offsetWidth), depth + 1);
  }
  parts.push("}");
}

function writeArray(reading: Reading, header: number, at: number, depth: number): void {
  const { bytes, parts } = reading;
  const width = (header & 3) + 1;
  const countWidth = header & 4 ? 4 : 1;
  const count = bytes.readUIntLE(at, countWidth);
  const offsets = at + countWidth;
  const elements = offsets + (count + 1) * width;
  parts.push("[");
  for (let i = 0; i < count; i++) {
    if (i > 0) parts.push(",");
    write(reading, elements + bytes.readUIntLE(offsets + i * width, width), depth + 1);
  }
  parts.push("]");
}

function primitiveText(bytes: Buffer, kind: number, at: number): string {
  switch (kind) {
    case PRIMITIVE.null:
      return "null";
    case PRIMITIVE.true:
      return "true";
    case PRIMITIVE.false:
      return "false";
    case PRIMITIVE.int8:
      return String(bytes.readInt8(at));
    case PRIMITIVE.int16:
      return String(bytes.readInt16LE(at));
    case PRIMITIVE.int32:
      return String(bytes.readInt32LE(at));
    case PRIMITIVE.int64:
      return String(bytes.readBigInt64LE(at));
    case PRIMITIVE.double:
      return floatText(bytes.readDoubleLE(at));
    case PRIMITIVE.float:
      return floatText(bytes.readFloatLE(at));
    case PRIMITIVE.decimal4:
      return decimalText(BigInt(bytes.readInt32LE(at + 1)), bytes.readUInt8(at));
    case PRIMITIVE.decimal8:
      return decimalText(bytes.readBigInt64LE(at + 1), bytes.readUInt8(at));
    case PRIMITIVE.decimal16: {
      const unscaled = (bytes.readBigInt64LE(at + 9) << 64n) | bytes.readBigUInt64LE(at + 1);
      return decimalText(unscaled, bytes.readUInt8(at));
    }
    case PRIMITIVE.string:
      return stringText(bytes, at + 4, bytes.readUInt32LE(at));
    case PRIMITIVE.binary:
      return JSON.stringify(take(bytes, at + 4, bytes.readUInt32LE(at)).toString("base64"));
    case PRIMITIVE.date:
      return timeText(bytes.readInt32LE(at) * DAY_MS, "").replace(/T[^"]*/, "");
    case PRIMITIVE.timestamp:
      return microsText(bytes.readBigInt64LE(at), "Z");
    case PRIMITIVE.timestampNtz:
      return microsText(bytes.readBigInt64LE(at), "");
    case PRIMITIVE.uuid:
      return JSON.stringify(
        take(bytes, at, 16)
          .toString("hex")
          .replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      );
    default:
      throw new Malformed(`a value of kind ${kind} is unknown`);
  }
}

function stringText(bytes: Buffer, at: number, length: number): string {
  return JSON.stringify(take(bytes, at, length).toString("utf8"));
}

function take(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new Malformed("it ends too early");
  return bytes.subarray(at, at + length);
}

function floatText(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value));
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A point in time as ISO 8601, to the microsecond. */
function microsText(micros: bigint, zone: string): string {
  const rest = BigInt.asUintN(64, ((micros % 1000n) + 1000n) % 1000n);
  const millis = Number((micros - rest) / 1000n);
  return timeText(millis, `${String(rest).padStart(3, "0")}${zone}`);
}

function timeText(millis: number, end: string): string {
  const time = new Date(millis);
  if (Number.isNaN(time.getTime())) throw new Malformed("a time is out of range");
  return JSON.stringify(`${time.toISOString().slice(0, -1)}${end}`);
}
