import { pathToFileURL } from "node:url";
import { decimalDigits, isDecimalType } from "../schema/decimal-type.js";
import { isJsonObject, type JsonObject } from "../schema/json-object.js";
import { sqlType } from "../schema/sql-type.js";
import type { DataType, StructField } from "../schema/struct-type.js";
import { isTextType } from "../schema/text-type.js";
import type { Table } from "../store/table.js";

/** A column of a {@link tableInfo}, as far as a schema tells it. */
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

/**
 * Describes a table of the warehouse as Unity Catalog does: what the table was created or altered with, word for word;
 * where that is silent, what the store knows. Name and place are always the store's; in memory
 * there is no place.
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export function tableInfo({ name, fullName, directory, store, schema, info }: Table): JsonObject {
  // What it was given as its place was the place of another.
  const { storage_location: _, ...told } = info;
  return {
    table_type: "MANAGED",
    data_source_format: "DELTA",
    table_id: store.id,
    properties: {},
    created_at: store.createdMs,
    ...told,
    name: name.table,
    catalog_name: name.catalog,
    schema_name: name.schema,
    full_name: fullName,
    ...(directory !== undefined && { storage_location: pathToFileURL(directory).href }),
    columns: columnsOf(schema.fields.map(columnInfo), info.columns),
  };
}

/** The columns as they were given, with what they leave out. */
function columnsOf(known: readonly ColumnInfo[], given: unknown): readonly object[] {
  if (!Array.isArray(given)) return known;
  const columns = given.filter(isJsonObject);
  const areNumbered = columns.some((column) => "position" in column);
  return columns.map((column, position) => {
    const { position: _, ...told } = known.find(({ name }) => name === column.name) ?? { position };
    return { ...told, ...(areNumbered ? {} : { position }), ...column };
  });
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

/** Unity Catalog's word for a type: Spark's, save three. */
function typeName(type: DataType): string {
  if (typeof type !== "string") return type.type.toUpperCase();
  if (type === "integer") return "INT";
  if (isTextType(type)) return type.startsWith("char") ? "CHAR" : "STRING";
  return isDecimalType(type) ? "DECIMAL" : type.toUpperCase();
}
