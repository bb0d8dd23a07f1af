/**
 * A table as everything behind the sources sees it: what the outside world said, in one form.
 * Where it came from a source of this package it has passed `checkTable`.
 */
export interface TableSchema {
  readonly name: TableName;
  readonly comment?: string;
  /** In the order of the table. */
  readonly columns: readonly Field[];
}

/** The three parts of a full table name, exactly as the catalog spells them. */
export interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** A column of a table, or a field of a STRUCT. */
export interface Field {
  readonly name: string;
  /** Protobuf field number: unique among its siblings. */
  readonly number: number;
  readonly type: ColumnType;
  /** False for NOT NULL. */
  readonly nullable: boolean;
  readonly comment?: string;
}

/** Any type a column can have; `kind` tells them apart. */
export type ColumnType = ScalarType | DecimalType | StructType | ArrayType | MapType;

/** A type without parts or parameters. */
export interface ScalarType {
  readonly kind: ScalarKind;
}

/** The types that need no more than their name. */
export type ScalarKind =
  | "boolean"
  | "tinyint"
  | "smallint"
  | "int"
  | "bigint"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp"
  | "timestamp_ntz";

/** DECIMAL(precision, scale). */
export interface DecimalType {
  readonly kind: "decimal";
  /** Digits in all, 1 to 38. */
  readonly precision: number;
  /** Digits behind the point, 0 to the precision. */
  readonly scale: number;
}

/** STRUCT<...>. */
export interface StructType {
  readonly kind: "struct";
  readonly fields: readonly Field[];
}

/** ARRAY<element>. */
export interface ArrayType {
  readonly kind: "array";
  readonly element: ColumnType;
  readonly elementNullable: boolean;
}

/** MAP<key, value>; keys are never null. */
export interface MapType {
  readonly kind: "map";
  readonly key: ColumnType;
  readonly value: ColumnType;
  readonly valueNullable: boolean;
}
