import type { Row, Value } from "@zerobus-gen/local";
import { Variant } from "../../../packages/local/src/variant/variant.js";

/** A row of a Delta table as DuckDB has it. Only a VARIANT is another: the group of bytes that it is in the file. */
export function rowAsRead(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asRead(value)]));
}

function asRead(value: Value): Value {
  if (value instanceof Variant) return { metadata: value.metadata, value: value.value };
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return value;
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [asRead(key), asRead(member)]));
  if (Array.isArray(value)) return value.map(asRead);
  return rowAsRead(value as Row);
}
