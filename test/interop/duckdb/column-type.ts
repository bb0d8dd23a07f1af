import type { DataType, ScalarType } from "@zerobus-gen/local";

/** Names that are not the same in upper case. */
const NAMES: Readonly<Partial<Record<ScalarType, string>>> = {
  byte: "TINYINT",
  short: "SMALLINT",
  long: "BIGINT",
  string: "VARCHAR",
  binary: "BLOB",
  timestamp: "TIMESTAMP WITH TIME ZONE",
  timestamp_ntz: "TIMESTAMP",
};

/** What DuckDB calls a type of Delta that it finds in a file, when the names of its members need no quotes. */
export function columnType(type: DataType): string {
  if (typeof type === "string") {
    return NAMES[type] ?? type.toUpperCase().replace(/^(VAR)?CHAR\(.*/, "VARCHAR");
  }
  switch (type.type) {
    case "struct": {
      const members = type.fields.map(({ name, type }) => `${name} ${columnType(type)}`);
      return `STRUCT(${members.join(", ")})`;
    }
    case "array":
      return `${columnType(type.elementType)}[]`;
    case "map":
      return `MAP(${columnType(type.keyType)}, ${columnType(type.valueType)})`;
  }
}
