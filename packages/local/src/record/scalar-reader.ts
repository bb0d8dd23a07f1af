import { WireType } from "@bufbuild/protobuf/wire";
import { decimalDigits } from "../schema/decimal-type.js";
import type { Value } from "../schema/row.js";
import type { ScalarType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { parseDecimal } from "./decimal-text.js";
import { checkMicros, lengthCheck, rangeCheck } from "./value-range.js";
import { readVariant } from "./variant-json.js";
import type { WireReader } from "./wire-reader.js";

/** Reads one value off the wire, its tag already read. */
export type Read<V extends Value = Value> = (wire: WireReader) => V;

/**
 * Compiles the reader of a scalar type, range checks included: TINYINT and SMALLINT by their width, DATE and
 * TIMESTAMP by the years 0001 to 9999, DECIMAL by its digits, VARCHAR and CHAR by their length. A VARIANT travels as
 * the text of a JSON document.
 */
export function scalarReader(type: ScalarType): Read {
  if (isTextType(type)) {
    const check = lengthCheck(type);
    return (wire) => check(wire.string());
  }
  switch (type) {
    case "boolean":
      return (wire) => wire.bool();
    case "integer":
      return (wire) => wire.int32();
    case "byte":
    case "short":
    case "date": {
      const check = rangeCheck(type);
      return (wire) => check(wire.int32());
    }
    case "long":
      return (wire) => wire.int64();
    case "timestamp":
    case "timestamp_ntz":
      return (wire) => checkMicros(wire.int64());
    case "float":
      return (wire) => wire.float();
    case "double":
      return (wire) => wire.double();
    case "string":
      return (wire) => wire.string();
    case "binary":
      return (wire) => wire.bytes();
    case "variant":
      return (wire) => readVariant(wire.bytes(), wire.budget);
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
