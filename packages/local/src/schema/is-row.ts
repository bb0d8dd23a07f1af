import { Variant } from "../variant/variant.js";
import type { Row, Value } from "./row.js";

/** Whether a value is that of a STRUCT. */
export function isRow(value: Value): value is Row {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Variant)
  );
}
