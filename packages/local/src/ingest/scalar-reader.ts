import { WireType } from "@bufbuild/protobuf/wire";
import { decimalDigits } from "../schema/decimal-type.js";
import type { Value } from "../schema/row.js";
import type { ScalarType } from "../schema/struct-type.js";
import { parseDecimal } from "./decimal-text.js";
import { RecordError } from "./record-error.js";
import type { WireReader } from "./wire-reader.js";

/** Reads one value off the wire, its tag already read. */
export type Read<V extends Value = Value> = (wire: WireReader) => V;

const MIN_DAYS = -719162;
const MAX_DAYS = 2932896;
const MIN_MICROS = -62135596800000000n;
const MAX_MICROS = 253402300799999999n;

/**
 * Compiles the reader of a scalar type, range checks included: TINYINT and SMALLINT by their width, DATE and
 * TIMESTAMP by the years 0001 to 9999, DECIMAL by its digits.
 */
export function scalarReader(type: ScalarType): Read {
  switch (type) {
    case "boolean":
      return (wire) => wire.bool();
    case "byte":
      return integerReader("TINYINT", -128, 127);
    case "short":
      return integerReader("SMALLINT", -32768, 32767);
    case "integer":
      return (wire) => wire.int32();
    case "date":
      return integerReader("DATE, in days since 1970-01-01", MIN_DAYS, MAX_DAYS);
    case "long":
      return (wire) => wire.int64();
    case "timestamp":
    case "timestamp_ntz":
      return readMicros;
    case "float":
      return (wire) => wire.float();
    case "double":
      return (wire) => wire.double();
    case "string":
      return (wire) => wire.string();
    case "binary":
      return (wire) => wire.bytes();
    default: {
      const { precision, scale } = decimalDigits(type);
      return (wire) => parseDecimal(wire.string(), precision, scale);
    }
  }
}

/** The wire type that carries a scalar type. */
export function scalarWireType(type: ScalarType): WireType {
  switch (type) {
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "date":
    case "long":
    case "timestamp":
    case "timestamp_ntz":
      return WireType.Varint;
    case "float":
      return WireType.Bit32;
    case "double":
      return WireType.Bit64;
    default:
      return WireType.LengthDelimited;
  }
}

function integerReader(type: string, min: number, max: number): Read<number> {
  return (wire) => {
    const value = wire.int32();
    if (value < min || value > max) throw new RecordError(`${value} does not fit ${type} (${min}..${max})`);
    return value;
  };
}

function readMicros(wire: WireReader): bigint {
  const value = wire.int64();
  if (value < MIN_MICROS || value > MAX_MICROS) {
    throw new RecordError(`${value} µs since 1970 is outside the years 0001 to 9999`);
  }
  return value;
}
