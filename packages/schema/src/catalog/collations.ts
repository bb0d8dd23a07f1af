import type { ColumnType } from "../table/table-schema.js";
import type { JsonObject } from "./json-value.js";

/**
 * The type of a StructField with the collations from its metadata (`__COLLATIONS`). They are keyed by path: the
 * field's name, then `element`, `key` or `value`; the fields of a STRUCT inside have metadata of their own.
 *
 * @see https://github.com/delta-io/delta/blob/master/protocol_rfcs/collated-string-type.md
 */
export function withCollations(type: ColumnType, collations: JsonObject, path: string): ColumnType {
  switch (type.kind) {
    case "string": {
      const identifier = collations[path];
      const collation = typeof identifier === "string" ? collationName(identifier) : undefined;
      return collation === undefined ? type : { ...type, collation };
    }
    case "array":
      return { ...type, element: withCollations(type.element, collations, `${path}.element`) };
    case "map":
      return {
        ...type,
        key: withCollations(type.key, collations, `${path}.key`),
        value: withCollations(type.value, collations, `${path}.value`),
      };
  }
  return type;
}

/** `UNICODE_CI` of `icu.UNICODE_CI.75.1`: SQL names neither the provider nor its version. */
function collationName(identifier: string): string | undefined {
  const [, name] = /^(?:(?:icu|spark)\.)?(\w{1,200})(?:\.[\d.]{1,20})?$/.exec(identifier) ?? [];
  return name;
}
