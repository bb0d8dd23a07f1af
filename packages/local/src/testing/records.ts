import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { DescriptorProto } from "@bufbuild/protobuf/wkt";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { Variant } from "../variant/variant.js";
import { type FieldSpec, mapEntry, message } from "./descriptors.js";

/** The message type of a schema's records: columns numbered in order. */
export function descriptorOf({ fields }: StructType, name = "Record"): DescriptorProto {
  const nested: DescriptorProto[] = [];
  const carrier = (type: DataType, label: string): string => {
    if (typeof type === "string") return kindOf(type);
    if (type.type !== "struct") throw new TypeError("nothing in protobuf carries it");
    nested.push(descriptorOf(type, label));
    return label;
  };
  const specs = fields.map(({ name: field, type }, i): FieldSpec => {
    if (typeof type === "string" || type.type === "struct") return [field, i + 1, carrier(type, `M${i}`)];
    if (type.type === "array") return [field, i + 1, `repeated ${carrier(type.elementType, `E${i}`)}`];
    nested.push(mapEntry(`Entry${i}`, carrier(type.keyType, `K${i}`), carrier(type.valueType, `V${i}`)));
    return [field, i + 1, `repeated Entry${i}`];
  });
  return message(name, specs, nested);
}

/** A row as a protobuf record of {@link descriptorOf}. */
export function protoRecord(row: Row, { fields }: StructType): Uint8Array {
  const writer = new BinaryWriter();
  fields.forEach(({ name, type }, i) => {
    const value = row[name] ?? null;
    if (value === null) return;
    if (Array.isArray(value) && typeof type !== "string" && type.type === "array") {
      for (const element of value) writeValue(writer, i + 1, type.elementType, element);
    } else if (value instanceof Map && typeof type !== "string" && type.type === "map") {
      for (const [key, inside] of value) {
        writer.tag(i + 1, WireType.LengthDelimited).fork();
        writeValue(writer, 1, type.keyType, key);
        writeValue(writer, 2, type.valueType, inside);
        writer.join();
      }
    } else writeValue(writer, i + 1, type, value);
  });
  return writer.finish();
}

/** A row as a JSON record. */
export function jsonRecord(row: Row, { fields }: StructType): string {
  const members = fields.map(({ name, type }) => {
    const value = row[name] ?? null;
    return `${JSON.stringify(name)}:${value === null ? "null" : jsonValue(type, value)}`;
  });
  return `{${members.join()}}`;
}

function kindOf(type: ScalarType): string {
  switch (type) {
    case "boolean":
      return "bool";
    case "byte":
    case "short":
    case "integer":
    case "date":
      return "int32";
    case "long":
    case "timestamp":
    case "timestamp_ntz":
      return "int64";
    case "float":
    case "double":
      return type;
    case "binary":
      return "bytes";
    default:
      return "string";
  }
}

function writeValue(writer: BinaryWriter, number: number, type: DataType, value: Value): void {
  if (typeof type !== "string") {
    const bytes = protoRecord(Object(value), type as StructType);
    writer.tag(number, WireType.LengthDelimited).bytes(bytes);
    return;
  }
  switch (kindOf(type)) {
    case "bool":
      return void writer.tag(number, WireType.Varint).bool(value === true);
    case "int32":
      return void writer.tag(number, WireType.Varint).int32(Number(value));
    case "int64":
      return void writer.tag(number, WireType.Varint).int64(BigInt(String(value)));
    case "float":
      return void writer.tag(number, WireType.Bit32).float(Number(value));
    case "double":
      return void writer.tag(number, WireType.Bit64).double(Number(value));
    case "bytes":
      return void writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
    default:
      return void writer.tag(number, WireType.LengthDelimited).string(textOf(type, value));
  }
}

function textOf(type: ScalarType, value: Value): string {
  if (value instanceof Variant) return value.text;
  if (!isDecimalType(type)) return String(value);
  const { scale } = decimalDigits(type);
  const digits = String(value)
    .replace("-", "")
    .padStart(scale + 1, "0");
  const sign = String(value).startsWith("-") ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function jsonValue(type: DataType, value: Value): string {
  if (typeof type === "string") return jsonScalar(type, value);
  switch (type.type) {
    case "struct":
      return jsonRecord(Object(value), type);
    case "array":
      return `[${Array.from(value as Value[], (element) => jsonValue(type.elementType, element)).join()}]`;
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)].map(
        ([key, inside]) =>
          `${JSON.stringify(textOf(type.keyType as ScalarType, key))}:${jsonValue(type.valueType, inside)}`,
      );
      return `{${entries.join()}}`;
    }
  }
}

function jsonScalar(type: ScalarType, value: Value): string {
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64"));
  if (typeof value === "number") {
    if (Object.is(value, -0)) return "-0.0";
    return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
  }
  if (typeof value === "boolean") return String(value);
  return JSON.stringify(isTextType(type) ? String(value) : textOf(type, value));
}
