import { isIdentifier } from "./table-name.js";
import type { ColumnType, Field, ScalarKind } from "./table-schema.js";

const scalarSql: Readonly<Record<ScalarKind, string>> = {
  boolean: "BOOLEAN",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INT",
  bigint: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  binary: "BINARY",
  date: "DATE",
  timestamp: "TIMESTAMP",
  timestamp_ntz: "TIMESTAMP_NTZ",
  variant: "VARIANT",
};

/**
 * The type in SQL: `ARRAY<STRUCT<sku: STRING NOT NULL, quantity: INT>>`. Names that need
 * it are quoted, and whatever is not printable ASCII is escaped or replaced: the text may go to a terminal. SQL has
 * no words for whether elements and values may be null.
 */
export function sqlType(type: ColumnType): string {
  switch (type.kind) {
    case "string":
      return type.collation === undefined ? "STRING" : `STRING COLLATE ${type.collation}`;
    case "char":
    case "varchar":
      return `${type.kind.toUpperCase()}(${type.length})`;
    case "unsupported":
      return quoteSql(type.sql);
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "struct":
      return `STRUCT<${type.fields.map(fieldSql).join(", ")}>`;
    case "array":
      return `ARRAY<${sqlType(type.element)}>`;
    case "map":
      return `MAP<${sqlType(type.key)}, ${sqlType(type.value)}>`;
  }
  return scalarSql[type.kind];
}

/** The words of the source, without what could break out of a line. */
function quoteSql(sql: string): string {
  return sql.replace(/[^ -~]/g, "?");
}

function fieldSql(field: Field): string {
  return `${nameSql(field.name)}: ${sqlType(field.type)}${field.nullable ? "" : " NOT NULL"}`;
}

function nameSql(name: string): string {
  if (isIdentifier(name)) return name;
  const escaped = name.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `\`${escaped.replaceAll("`", "``")}\``;
}
