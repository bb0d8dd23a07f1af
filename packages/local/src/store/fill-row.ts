import { isRow } from "../schema/is-row.js";
import type { Row, Value } from "../schema/row.js";
import type { DataType, StructType } from "../schema/struct-type.js";

/** A row that was stored under an earlier schema, as it is read under this one: NULL for what was added since. */
export function fillRow(row: Row, { fields }: StructType): Row {
  // fromEntries defines properties rather than assigning them, so a column may be called `__proto__`.
  return Object.fromEntries(
    fields.map(({ name, type }) => [name, fillValue(Object.hasOwn(row, name) ? row[name] : null, type)]),
  );
}

function fillValue(value: Value | undefined, type: DataType): Value {
  if (value === undefined || value === null) return null;
  if (typeof type === "string") return value;
  switch (type.type) {
    case "struct":
      return isRow(value) ? fillRow(value, type) : value;
    case "array":
      return Array.isArray(value) ? value.map((element) => fillValue(element, type.elementType)) : value;
    case "map":
      if (!(value instanceof Map)) return value;
      return new Map([...value].map(([key, member]) => [key, fillValue(member, type.valueType)]));
  }
}
