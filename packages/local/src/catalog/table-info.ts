import { pathToFileURL } from "node:url";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import { sqlType } from "../schema/sql-type.js";
import type { DataType, StructField } from "../schema/struct-type.js";
import type { Table } from "../store/warehouse.js";

/**
 * A table as Unity Catalog answers it.
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export interface TableInfo {
  readonly name: string;
  readonly catalog_name: string;
  readonly schema_name: string;
  readonly full_name: string;
  readonly table_type: "MANAGED";
  readonly data_source_format: "DELTA";
  readonly columns: readonly ColumnInfo[];
  readonly table_id: string;
  readonly storage_location: string;
  readonly properties: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly created_at: number;
}

/** A column of a {@link TableInfo}. */
export interface ColumnInfo {
  readonly name: string;
  readonly type_text: string;
  /** The column as a StructField, in JSON text. */
  readonly type_json: string;
  readonly type_name: string;
  readonly type_precision: number;
  readonly type_scale: number;
  readonly position: number;
  readonly nullable: boolean;
  readonly comment?: string;
}

/** Describes a table of the warehouse. */
export function tableInfo({ name, fullName, directory, store }: Table): TableInfo {
  return {
    name: name.table,
    catalog_name: name.catalog,
    schema_name: name.schema,
    full_name: fullName,
    table_type: "MANAGED",
    data_source_format: "DELTA",
    columns: store.schema.fields.map(columnInfo),
    table_id: store.id,
    storage_location: pathToFileURL(directory).href,
    properties: {},
    created_at: store.createdMs,
  };
}

function columnInfo(field: StructField, position: number): ColumnInfo {
  const { name, type, nullable, metadata } = field;
  const { precision, scale } =
    typeof type === "string" && isDecimalType(type) ? decimalDigits(type) : { precision: 0, scale: 0 };
  const { comment } = metadata;
  return {
    name,
    type_text: sqlType(type),
    type_json: JSON.stringify({ name, type, nullable, metadata }),
    type_name: typeName(type),
    type_precision: precision,
    type_scale: scale,
    position,
    nullable,
    ...(typeof comment === "string" ? { comment } : {}),
  };
}

/** Unity Catalog's word for a type: Spark's, save two. */
function typeName(type: DataType): string {
  if (typeof type !== "string") return type.type.toUpperCase();
  if (type === "integer") return "INT";
  return isDecimalType(type) ? "DECIMAL" : type.toUpperCase();
}
