import type { SchemaElement } from "hyparquet";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import type { DataType, DecimalType, ScalarType, StructType } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";

type Physical = Omit<SchemaElement, "name" | "repetition_type" | "num_children">;

/**
 * The Parquet schema of a table's data files, elements in preorder, typed and annotated as Spark writes them.
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
export function parquetSchemaOf(schema: StructType): SchemaElement[] {
  return [{ name: "spark_schema", num_children: schema.fields.length }, ...members(schema)];
}

function members(struct: StructType): SchemaElement[] {
  return struct.fields.flatMap(({ name, type, nullable }) => elements(name, type, nullable));
}

function elements(name: string, type: DataType, nullable: boolean): SchemaElement[] {
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  if (type === "variant") return variantElements(name, nullable);
  if (typeof type === "string") return [{ name, repetition_type, ...physical(type) }];
  switch (type.type) {
    case "struct":
      return [{ name, repetition_type, num_children: type.fields.length }, ...members(type)];
    case "array":
      return [
        { name, repetition_type, num_children: 1, converted_type: "LIST", logical_type: { type: "LIST" } },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        ...elements("element", type.elementType, type.containsNull),
      ];
    case "map":
      return [
        { name, repetition_type, num_children: 1, converted_type: "MAP", logical_type: { type: "MAP" } },
        { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
        ...elements("key", type.keyType, false),
        ...elements("value", type.valueType, type.valueContainsNull),
      ];
  }
}

/** As Spark writes it: a plain group, since the annotation is younger than the type, and some readers fall over it. */
function variantElements(name: string, nullable: boolean): SchemaElement[] {
  return [
    { name, repetition_type: nullable ? "OPTIONAL" : "REQUIRED", num_children: 2 },
    { name: "metadata", repetition_type: "REQUIRED", type: "BYTE_ARRAY" },
    { name: "value", repetition_type: "REQUIRED", type: "BYTE_ARRAY" },
  ];
}

function physical(type: Exclude<ScalarType, "variant">): Physical {
  if (isDecimalType(type)) return physicalDecimal(type);
  switch (isTextType(type) ? "string" : type) {
    case "boolean":
      return { type: "BOOLEAN" };
    // The converted type alone: hyparquet-writer gets the logical INTEGER type wrong, and readers refuse the file.
    case "byte":
      return { type: "INT32", converted_type: "INT_8" };
    case "short":
      return { type: "INT32", converted_type: "INT_16" };
    case "integer":
      return { type: "INT32" };
    case "long":
      return { type: "INT64" };
    case "float":
      return { type: "FLOAT" };
    case "double":
      return { type: "DOUBLE" };
    case "string":
      return { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
    case "binary":
      return { type: "BYTE_ARRAY" };
    case "date":
      return { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } };
    case "timestamp":
      return {
        type: "INT64",
        converted_type: "TIMESTAMP_MICROS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
      };
    // No converted type: that one means UTC.
    case "timestamp_ntz":
      return { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } };
  }
}

function physicalDecimal(type: DecimalType): Physical {
  const { precision, scale } = decimalDigits(type);
  const annotation: Physical = {
    converted_type: "DECIMAL",
    precision,
    scale,
    logical_type: { type: "DECIMAL", precision, scale },
  };
  if (precision <= 9) return { type: "INT32", ...annotation };
  if (precision <= 18) return { type: "INT64", ...annotation };
  return { type: "FIXED_LEN_BYTE_ARRAY", type_length: bytesFor(precision), ...annotation };
}

/** The fewest bytes whose two's complement holds every number of that many digits. */
function bytesFor(precision: number): number {
  const bits = (10n ** BigInt(precision) - 1n).toString(2).length + 1;
  return Math.ceil(bits / 8);
}
