import type { DataType, StructType } from "../schema/struct-type.js";

/** A schema in short: columns by name, a leading `!` for NOT NULL. */
export function struct(columns: Readonly<Record<string, DataType>>): StructType {
  return {
    type: "struct",
    fields: Object.entries(columns).map(([key, type]) => ({
      name: key.replace(/^!/, ""),
      type,
      nullable: !key.startsWith("!"),
      metadata: {},
    })),
  };
}

/** ARRAY of nullable elements. */
export function array(elementType: DataType): DataType {
  return { type: "array", elementType, containsNull: true };
}

/** MAP with nullable values. */
export function map(keyType: DataType, valueType: DataType): DataType {
  return { type: "map", keyType, valueType, valueContainsNull: true };
}
