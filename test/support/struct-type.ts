import type { DataType, Row, StructType, Value } from "@zerobus-gen/local";
import { tableInfoJson } from "@zerobus-gen/schema";
import type { TableSchema } from "zerobus-gen";
import { fromCatalog } from "../../packages/local/src/schema/from-catalog.js";

/** The columns as the local server keeps them. */
export function structType(table: TableSchema): StructType {
  return fromCatalog(tableInfoJson(table)).schema;
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
