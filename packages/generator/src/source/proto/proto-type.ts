import { ScalarType } from "@bufbuild/protobuf";
import type { ColumnType, ScalarKind } from "@zerobus-gen/schema";

/** A protobuf type that no column type stands for, with what to write instead. */
export interface Unmapped {
  readonly name: string;
  readonly instead: string;
}

/** The column type of each protobuf scalar. */
export const scalarColumns: Readonly<Record<ScalarType, ScalarKind | "string" | Unmapped>> = {
  [ScalarType.BOOL]: "boolean",
  [ScalarType.INT32]: "int",
  [ScalarType.INT64]: "bigint",
  [ScalarType.FLOAT]: "float",
  [ScalarType.DOUBLE]: "double",
  [ScalarType.STRING]: "string",
  [ScalarType.BYTES]: "binary",
  [ScalarType.UINT32]: { name: "uint32", instead: "int64, which holds all its values" },
  [ScalarType.FIXED32]: { name: "fixed32", instead: "int64, which holds all its values" },
  [ScalarType.SINT32]: { name: "sint32", instead: "int32" },
  [ScalarType.SFIXED32]: { name: "sfixed32", instead: "int32" },
  [ScalarType.UINT64]: { name: "uint64", instead: "int64, or string with `@zerobus type DECIMAL(20,0)`" },
  [ScalarType.FIXED64]: { name: "fixed64", instead: "int64, or string with `@zerobus type DECIMAL(20,0)`" },
  [ScalarType.SINT64]: { name: "sint64", instead: "int64" },
  [ScalarType.SFIXED64]: { name: "sfixed64", instead: "int64" },
};

/** What to write instead of a message of `google.protobuf`. */
export function insteadOfWellKnown(typeName: string): string {
  return wellKnown.get(typeName) ?? "a message of your own with the fields it needs";
}

const jsonText = "string, with JSON text in it";

const wellKnown: ReadonlyMap<string, string> = new Map([
  ["google.protobuf.Timestamp", "int64 with `@zerobus type TIMESTAMP`: microseconds since 1970"],
  ["google.protobuf.Duration", "int64, in a unit that its name tells"],
  ["google.protobuf.Any", jsonText],
  ["google.protobuf.Struct", jsonText],
  ["google.protobuf.Value", jsonText],
  ["google.protobuf.ListValue", jsonText],
  ["google.protobuf.FieldMask", "repeated string"],
  ["google.protobuf.Empty", "nothing: leave the field out"],
  ["google.protobuf.BoolValue", "optional bool"],
  ["google.protobuf.Int32Value", "optional int32"],
  ["google.protobuf.Int64Value", "optional int64"],
  ["google.protobuf.UInt32Value", "optional int64"],
  ["google.protobuf.UInt64Value", "optional int64"],
  ["google.protobuf.FloatValue", "optional float"],
  ["google.protobuf.DoubleValue", "optional double"],
  ["google.protobuf.StringValue", "optional string"],
  ["google.protobuf.BytesValue", "optional bytes"],
]);

/** Column types that look the same on the wire, by the one that a protobuf scalar has by itself. */
const sameOnWire: Readonly<Partial<Record<ColumnType["kind"], readonly ColumnType["kind"][]>>> = {
  boolean: ["boolean"],
  int: ["int", "smallint", "tinyint", "date"],
  bigint: ["bigint", "timestamp", "timestamp_ntz"],
  float: ["float"],
  double: ["double"],
  string: ["string", "decimal", "char", "varchar", "variant"],
  binary: ["binary"],
};

/**
 * The type a field has by itself, made into the one its annotation wants; undefined where the two are not
 * the same on the wire. Nullability stays as the field has it.
 */
export function refineType(own: ColumnType, wanted: ColumnType): ColumnType | undefined {
  switch (own.kind) {
    case "array": {
      const element = wanted.kind === "array" ? refineType(own.element, wanted.element) : undefined;
      return element && { ...own, element };
    }
    case "map": {
      const key = wanted.kind === "map" ? refineType(own.key, wanted.key) : undefined;
      const value = wanted.kind === "map" ? refineType(own.value, wanted.value) : undefined;
      return key && value && { ...own, key, value };
    }
  }
  return sameOnWire[own.kind]?.includes(wanted.kind) ? wanted : undefined;
}
