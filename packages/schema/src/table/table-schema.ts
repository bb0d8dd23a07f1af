/**
 * A table as everything behind the sources sees it: what the outside world said, in one form. It may hold
 * what cannot be written: `writableTable` takes that out, or says why it cannot.
 */
export interface TableSchema {
  readonly name: TableName;
  readonly comment?: string;
  /** In the order of the table. */
  readonly columns: readonly Field[];
  /** Absent where the source knows columns only, as a `.proto` does. */
  readonly facts?: TableFacts;
}

/** The three parts of a full table name, exactly as the catalog spells them. */
export interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
}

/** What a catalog knows of a table beside its columns; each absent where it does not say. */
export interface TableFacts {
  /** `table_id`: another one means that the table was dropped and created again. */
  readonly id?: string;
  /** `table_type`: `MANAGED`, `STREAMING_TABLE`, `VIEW`, or a word unknown here. */
  readonly kind?: string;
  /** `data_source_format`: `DELTA` or another. */
  readonly format?: string;
  /** Names of the CHECK constraints, sorted. */
  readonly checks?: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly primaryKey?: readonly string[];
  /** Columns that the table is partitioned by, in that order. */
  readonly partitionedBy?: readonly string[];
  readonly hasRowFilter?: true;
  /** The catalog commits to the table, and Zerobus cannot. */
  readonly hasCatalogCommits?: true;
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
  /** How the table fills the column by itself, where the catalog says so. */
  readonly computed?: "default" | "generated" | "identity";
  /** Readers see the column through a mask. */
  readonly isMasked?: true;
  /** `delta.columnMapping.id`: stays the same when the column is renamed. */
  readonly mappingId?: number;
}

/** Any type a column can have; `kind` tells them apart. */
export type ColumnType =
  | ScalarType
  | StringType
  | BoundedStringType
  | DecimalType
  | StructType
  | ArrayType
  | MapType
  | UnsupportedType;

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
  | "binary"
  | "date"
  | "timestamp"
  | "timestamp_ntz"
  | "variant";

/** STRING, or STRING COLLATE. */
export interface StringType {
  readonly kind: "string";
  /** As SQL spells it: `UNICODE_CI`. It changes how texts compare, not what they are. */
  readonly collation?: string;
}

/** CHAR(length) or VARCHAR(length). */
export interface BoundedStringType {
  readonly kind: "char" | "varchar";
  /** Most code points, at least 1. */
  readonly length: number;
}

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

/** A type that Zerobus does not write, such as INTERVAL, or one unknown here. */
export interface UnsupportedType {
  readonly kind: "unsupported";
  /** The type as the source spells it. */
  readonly sql: string;
}
