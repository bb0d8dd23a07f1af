import type { DataType } from "@zerobus-gen/local";
import { quoted } from "./quoted.js";

const SCALARS: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  byte: "TINYINT",
  short: "SMALLINT",
  integer: "INTEGER",
  long: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  string: "VARCHAR",
  binary: "BLOB",
  date: "DATE",
  timestamp: "TIMESTAMPTZ",
  timestamp_ntz: "TIMESTAMP",
  // As it lies in Parquet.
  variant: "STRUCT(metadata BLOB, value BLOB)",
};

/** A type of a stored table in DuckDB's SQL. */
export function duckDbType(type: DataType): string {
  if (typeof type === "string") {
    const scalar = SCALARS[type];
    if (scalar !== undefined) return scalar;
    return type.startsWith("decimal") ? type.toUpperCase() : "VARCHAR";
  }
  switch (type.type) {
    case "array":
      return `${duckDbType(type.elementType)}[]`;
    case "map":
      return `MAP(${duckDbType(type.keyType)}, ${duckDbType(type.valueType)})`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} ${duckDbType(field.type)}`).join(", ")})`;
  }
}
