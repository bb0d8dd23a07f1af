import type { DataType, Row, StructType, Value } from "@zerobus-gen/local";
import type { ColumnType, Field, TableSchema } from "zerobus-gen";

const SPARK_NAMES = { tinyint: "byte", smallint: "short", int: "integer", bigint: "long" } as const;

/** The columns as the local server keeps them. */
export function structType(columns: readonly Field[]): StructType {
  const fields = columns.map(({ name, type, nullable }) => ({
    name,
    type: dataType(type),
    nullable,
    metadata: {},
  }));
  return { type: "struct", fields };
}

function dataType(type: ColumnType): DataType {
  switch (type.kind) {
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return SPARK_NAMES[type.kind];
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "struct":
      return structType(type.fields);
    case "array":
      return { type: "array", elementType: dataType(type.element), containsNull: false };
    case "map":
      return {
        type: "map",
        keyType: dataType(type.key),
        valueType: dataType(type.value),
        valueContainsNull: false,
      };
    case "variant":
    case "char":
    case "varchar":
    case "unsupported":
      throw new TypeError(`the local server keeps no ${type.kind}`);
    default:
      return type.kind;
  }
}

/** The row with every ARRAY and MAP that is NULL empty, as protobuf has it. */
export function withoutNullCollections(row: Row, { fields }: StructType): Row {
  return Object.fromEntries(fields.map(({ name, type }) => [name, emptied(row[name] ?? null, type)]));
}

function emptied(value: Value, type: DataType): Value {
  if (typeof type === "string") return value;
  switch (type.type) {
    case "struct":
      return value === null ? null : withoutNullCollections(Object(value), type);
    case "array":
      return Array.isArray(value) ? value.map((element: Value) => emptied(element, type.elementType)) : [];
    case "map": {
      const entries: Map<Value, Value> = value instanceof Map ? value : new Map();
      return new Map([...entries].map(([key, inside]) => [key, emptied(inside, type.valueType)]));
    }
  }
}

/** A table as a catalog describes it. */
export function tableInfoOf({ name, columns }: TableSchema): unknown {
  return {
    name: name.table,
    catalog_name: name.catalog,
    schema_name: name.schema,
    full_name: `${name.catalog}.${name.schema}.${name.table}`,
    table_type: "MANAGED",
    data_source_format: "DELTA",
    columns: structType(columns).fields.map((field, position) => ({
      name: field.name,
      position,
      type_json: JSON.stringify(field),
      type_name: "",
      type_text: "",
      nullable: field.nullable,
    })),
  };
}
