import type { ColumnType, Field, TableSchema } from "./table-schema.js";

/**
 * Says in one short text which columns a table has: equal for two schemas exactly when names, numbers,
 * order, types and nullability are equal. Comments, collations and
 * the table's own name do not count: they change nothing of what is written.
 *
 * @param sha256 hash of the UTF-8 bytes of a text, as text; passed in because this folder is pure
 */
export function fingerprint(schema: TableSchema, sha256: (text: string) => string): string {
  return sha256(canonicalColumns(schema));
}

/** The text behind the {@link fingerprint}. */
export function canonicalColumns(schema: TableSchema): string {
  return JSON.stringify(schema.columns.map(canonicalField));
}

type Canonical = string | readonly (string | number | boolean | Canonical)[];

function canonicalField(field: Field): Canonical {
  return [field.number, field.name, canonicalType(field.type), field.nullable];
}

function canonicalType(type: ColumnType): Canonical {
  switch (type.kind) {
    case "char":
    case "varchar":
      return [type.kind, type.length];
    case "unsupported":
      return [type.kind, type.sql];
    case "decimal":
      return [type.kind, type.precision, type.scale];
    case "struct":
      return [type.kind, ...type.fields.map(canonicalField)];
    case "array":
      return [type.kind, canonicalType(type.element), type.elementNullable];
    case "map":
      return [type.kind, canonicalType(type.key), canonicalType(type.value), type.valueNullable];
  }
  return type.kind;
}
