import type { ParquetParsers, SchemaTree } from "hyparquet";
import { isDecimalType } from "../schema/decimal-type.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, ScalarType, StructType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import { Variant } from "../variant/variant.js";

// hyparquet's own decoder would drop a leading byte order mark.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** How hyparquet must parse for {@link structDecoder}: times as microseconds, dates as days, strings in full. */
export const RAW_PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => millis * 1000n,
  timestampFromMicroseconds: (micros) => micros,
  timestampFromNanoseconds: (nanos) => floorDivide(nanos, 1000n),
  dateFromDays: (days) => days,
  stringFromBytes: (bytes) => bytes && utf8.decode(bytes),
};

/**
 * A function that makes rows of a schema out of what hyparquet reads by position: members of a struct by their place,
 * decimals unscaled, maps as lists of pairs. `file` is the root of the file's own schema, with its names.
 */
export function structDecoder(schema: StructType, file: SchemaTree): (raw: unknown) => Row {
  const members = schema.fields.map(({ name, type }) => {
    const index = file.children.findIndex((child) => child.element.name === name);
    const child = file.children[index];
    return { name, index, decode: child === undefined ? () => null : decoder(type, child) };
  });
  return (raw) => {
    const row: Record<string, Value> = {};
    for (const { name, index, decode } of members) setMember(row, name, decode(at(raw, index)));
    return row;
  };
}

type Decode = (raw: unknown) => Value;

function decoder(type: DataType, file: SchemaTree): Decode {
  const decode = nonNullDecoder(type, file);
  return (raw) => (raw === null || raw === undefined ? null : decode(raw));
}

function nonNullDecoder(type: DataType, file: SchemaTree): Decode {
  if (type === "variant") return variantDecoder(file);
  if (typeof type === "string") return scalarDecoder(type);
  switch (type.type) {
    case "struct":
      return structDecoder(type, file);
    case "array": {
      const decode = decoder(type.elementType, onlyChild(onlyChild(file)));
      return (raw) => list(raw).map(decode);
    }
    case "map": {
      const [keyNode, valueNode] = onlyChild(file).children;
      if (keyNode === undefined || valueNode === undefined) {
        throw new TypeError("a map without key and value");
      }
      const key = decoder(type.keyType, keyNode);
      const value = decoder(type.valueType, valueNode);
      return (raw) => new Map(list(at(raw, 0)).map((pair) => [key(at(pair, 0)), value(at(pair, 1))]));
    }
  }
}

function variantDecoder(file: SchemaTree): Decode {
  const names = file.children.map(({ element }) => element.name);
  if (names.includes("typed_value")) throw new TypeError("a shredded VARIANT cannot be read here");
  const metadata = names.indexOf("metadata");
  const value = names.indexOf("value");
  return (raw) =>
    new Variant((at(raw, metadata) as Uint8Array).slice(), (at(raw, value) as Uint8Array).slice());
}

/** hyparquet types what it reads as `any`; what a column of each type holds is stated here, once. */
function scalarDecoder(type: Exclude<ScalarType, "variant">): Decode {
  if (isDecimalType(type)) {
    return (raw) => (raw instanceof Uint8Array ? fromTwosComplement(raw) : toBigInt(raw));
  }
  switch (isTextType(type) ? "string" : type) {
    case "string":
      return (raw) => (raw instanceof Uint8Array ? utf8.decode(raw) : (raw as string));
    case "binary":
      // A copy: hyparquet's is a view that would keep the whole page alive.
      return (raw) => (raw as Uint8Array).slice();
    case "long":
    case "timestamp":
    case "timestamp_ntz":
      return toBigInt;
    case "boolean":
      return (raw) => raw as boolean;
    case "byte":
    case "short":
    case "integer":
    case "float":
    case "double":
    case "date":
      return (raw) => raw as number;
  }
}

function toBigInt(raw: unknown): bigint {
  return typeof raw === "bigint" ? raw : BigInt(raw as number);
}

/** The number that big-endian two's complement bytes stand for. */
function fromTwosComplement(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return BigInt.asIntN(bytes.byteLength * 8, BigInt(`0x${hex || "0"}`));
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** Sets a member, also one called `__proto__`. */
function setMember(row: Record<string, Value>, name: string, value: Value): void {
  if (name !== "__proto__") row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}

function at(raw: unknown, index: number): unknown {
  return (raw as { readonly [index: number]: unknown })[index];
}

function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : Array.from((raw ?? []) as ArrayLike<unknown>);
}

/** The child of a node that has just one. Else the node itself: a list of the old two-level form. */
function onlyChild(node: SchemaTree): SchemaTree {
  const [child, ...others] = node.children;
  return child === undefined || others.length > 0 ? node : child;
}
