import type { DataType, ScalarType } from "./struct-type.js";

/** Whether any scalar in a type, at any depth, satisfies the predicate. */
export function hasScalar(type: DataType, is: (scalar: ScalarType) => boolean): boolean {
  if (typeof type === "string") return is(type);
  switch (type.type) {
    case "array":
      return hasScalar(type.elementType, is);
    case "map":
      return hasScalar(type.keyType, is) || hasScalar(type.valueType, is);
    case "struct":
      return type.fields.some((field) => hasScalar(field.type, is));
  }
}
