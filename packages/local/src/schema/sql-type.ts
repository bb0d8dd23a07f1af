import type { DataType } from "./struct-type.js";

const SCALARS: Readonly<Record<string, string>> = {
  byte: "tinyint",
  short: "smallint",
  integer: "int",
  long: "bigint",
};

/**
 * A type as SQL spells it, the way catalogs do: lower case, no spaces, no nullability.
 * For people; `struct<a:b:int>` shows that it cannot be read back.
 */
export function sqlType(type: DataType): string {
  if (typeof type === "string") return SCALARS[type] ?? type;
  switch (type.type) {
    case "array":
      return `array<${sqlType(type.elementType)}>`;
    case "map":
      return `map<${sqlType(type.keyType)},${sqlType(type.valueType)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}:${sqlType(field.type)}`).join(",")}>`;
  }
}
