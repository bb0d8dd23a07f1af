/**
 * The schema of a table in Delta's own words: Spark's StructType.
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#schema-serialization-format
 */
export interface StructType {
  readonly type: "struct";
  readonly fields: readonly StructField[];
}

/** One column, or one member of a STRUCT. Names are unique ignoring case. */
export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** ARRAY<elementType>. */
export interface ArrayType {
  readonly type: "array";
  readonly elementType: DataType;
  readonly containsNull: boolean;
}

/** MAP<keyType, valueType>. Keys are never null. */
export interface MapType {
  readonly type: "map";
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
}

/** DECIMAL(precision, scale), spelt as Delta spells it. */
export type DecimalType = `decimal(${number},${number})`;

/** VARCHAR(n) or CHAR(n): a STRING of at most so many code points. */
export type TextType = `varchar(${number})` | `char(${number})`;

/** The scalar types this server stores. */
export type ScalarType =
  | "boolean"
  | "byte"
  | "short"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp"
  | "timestamp_ntz"
  | "variant"
  | DecimalType
  | TextType;

/** Any type of a column. */
export type DataType = ScalarType | StructType | ArrayType | MapType;
