import type { DataType, Row, ScalarType, StructType, Value } from "@zerobus-gen/local";
import type { Cell } from "./row-binary.js";

/** A row of a Delta table as ClickHouse has it, or a STRUCT. */
export function rowAsRead(schema: StructType, row: Row | null): readonly Cell[] {
  return schema.fields.map(({ name, type, nullable }) => asRead(type, nullable, row?.[name] ?? null));
}

/**
 * A value as ClickHouse has it, which knows no NULL but of scalars: a NULL ARRAY or MAP is an empty one, a NULL STRUCT
 * has NULL members, and what cannot be NULL and is not there has the default of its type.
 */
function asRead(type: DataType, nullable: boolean, value: Value): Cell {
  if (typeof type === "string") {
    if (value !== null) return scalarAsRead(value);
    return nullable ? null : defaultOf(type);
  }
  switch (type.type) {
    case "struct":
      return rowAsRead(type, value as Row | null);
    case "array":
      return ((value ?? []) as readonly Value[]).map((element) =>
        asRead(type.elementType, type.containsNull, element),
      );
    case "map":
      return [...((value ?? new Map()) as ReadonlyMap<Value, Value>)].map(([key, member]) => [
        asRead(type.keyType, false, key),
        asRead(type.valueType, type.valueContainsNull, member),
      ]);
  }
}

function scalarAsRead(value: Value): Cell {
  if (typeof value === "string") return Buffer.from(value).toString("latin1");
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  if (typeof value === "object") throw new TypeError("ClickHouse has no such scalar");
  return value;
}

function defaultOf(type: ScalarType): Cell {
  switch (type) {
    case "boolean":
      return false;
    case "byte":
    case "short":
    case "integer":
    case "date":
    case "float":
    case "double":
      return 0;
    case "string":
    case "binary":
      return "";
    default:
      return /^(?:var)?char/.test(type) ? "" : 0n;
  }
}
