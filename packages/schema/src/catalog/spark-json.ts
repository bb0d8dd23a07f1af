import { fieldNumberAt } from "../table/field-number.js";
import type {
  ArrayType,
  ColumnType,
  Field,
  MapType,
  ScalarKind,
  StructType,
  TableSchema,
  UnsupportedType,
} from "../table/table-schema.js";
import { fieldMetadata } from "./field-metadata.js";
import type { JsonObject } from "./json-value.js";

/** Spark's names for the types without parts. */
export const SCALAR_NAMES: Readonly<Record<ScalarKind, string>> = {
  boolean: "boolean",
  tinyint: "byte",
  smallint: "short",
  int: "integer",
  bigint: "long",
  float: "float",
  double: "double",
  binary: "binary",
  date: "date",
  timestamp: "timestamp",
  timestamp_ntz: "timestamp_ntz",
  variant: "variant",
};

/** The types that are one word, with what stands in its brackets. */
type FlatType = Exclude<ColumnType, StructType | ArrayType | MapType | UnsupportedType>;

/** Such a type as a word: `long`, `decimal(10,2)`, `varchar(20)`, `string collate UNICODE_CI`. */
export function flatTypeName(type: FlatType): string {
  switch (type.kind) {
    case "string":
      return type.collation === undefined ? "string" : `string collate ${type.collation}`;
    case "char":
    case "varchar":
      return `${type.kind}(${type.length})`;
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
  }
  return SCALAR_NAMES[type.kind];
}

/** The columns as a StructType in Spark's JSON form: `readStructType` reads the same columns from it again. */
export function structTypeJson({ columns }: Pick<TableSchema, "columns">): JsonObject {
  return { type: "struct", fields: columns.map(fieldJson) };
}

/**
 * The type in Spark's JSON form, always in the same spelling: `parseTypeJson` reads the same type from it again.
 * CHAR, VARCHAR and collations are spelled out (`varchar(20)`, `string collate UNICODE_CI`), where Spark would hide
 * them in the metadata of a field.
 */
export function typeJson(type: ColumnType): string | JsonObject {
  switch (type.kind) {
    case "unsupported":
      return type.sql;
    case "struct":
      return structTypeJson({ columns: type.fields });
    case "array":
      return { type: "array", elementType: typeJson(type.element), containsNull: type.elementNullable };
    case "map":
      return {
        type: "map",
        keyType: typeJson(type.key),
        valueType: typeJson(type.value),
        valueContainsNull: type.valueNullable,
      };
  }
  return flatTypeName(type);
}

function fieldJson({ name, type, nullable, number, ...rest }: Field, index: number): JsonObject {
  // The number is said only where the order of the fields does not say it.
  const metadata = fieldMetadata(number === fieldNumberAt(index) ? rest : { ...rest, number });
  return { name, type: typeJson(type), nullable, metadata };
}
