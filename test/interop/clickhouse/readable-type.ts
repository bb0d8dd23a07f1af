import type { DataType } from "@zerobus-gen/local";

/**
 * Whether chDB reads a type, whatever the values: it has no VARIANT, of the dates only those of 1900 to 2299, and
 * refuses files with ARRAYs or MAPs among the keys of a MAP.
 */
export function isReadable(type: DataType): boolean {
  if (typeof type === "string") return type !== "variant" && type !== "date";
  switch (type.type) {
    case "struct":
      return type.fields.every((field) => isReadable(field.type));
    case "array":
      return isReadable(type.elementType);
    case "map":
      return isReadable(type.keyType) && !hasList(type.keyType) && isReadable(type.valueType);
  }
}

function hasList(type: DataType): boolean {
  if (typeof type === "string") return false;
  return type.type !== "struct" || type.fields.some((field) => hasList(field.type));
}
