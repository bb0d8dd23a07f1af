import { flatTypeName } from "../catalog/spark-json.js";
import type { ColumnType, Field } from "../table/table-schema.js";

/** A value of JSON. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** A column or nested field as the lock spells it. */
export function lockedField(field: Field): Json {
  const { name, number, type, nullable, comment, computed, isMasked, mappingId } = field;
  return {
    name,
    number,
    type: lockedType(type),
    nullable,
    ...(comment !== undefined && { comment }),
    ...(computed !== undefined && { computed }),
    ...(isMasked !== undefined && { isMasked }),
    ...(mappingId !== undefined && { mappingId }),
  };
}

/**
 * A type as the lock spells it: Spark's JSON, with field numbers, and with comments beside the type as columns have
 * them. What has no form there has one of its own: `varchar(20)`, and `{ "type": "unsupported", "sql": … }`.
 */
export function lockedType(type: ColumnType): Json {
  switch (type.kind) {
    case "unsupported":
      return { type: "unsupported", sql: type.sql };
    case "struct":
      return { type: "struct", fields: type.fields.map(lockedField) };
    case "array":
      return { type: "array", containsNull: type.elementNullable, elementType: lockedType(type.element) };
    case "map":
      return {
        type: "map",
        keyType: lockedType(type.key),
        valueContainsNull: type.valueNullable,
        valueType: lockedType(type.value),
      };
  }
  return flatTypeName(type);
}
