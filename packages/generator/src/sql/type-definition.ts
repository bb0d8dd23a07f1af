import { type ColumnType, type Field, quoteName, sqlType } from "@zerobus-gen/schema";
import { identifier, isWritable } from "./identifier.js";
import { stringLiteral } from "./string-literal.js";

/** Takes what SQL cannot say about a column; the definition that comes of it anyway is of no use. */
export type Unsayable = (reason: string) => void;

/**
 * `sku STRING NOT NULL COMMENT 'stock keeping unit'`: a column of `CREATE TABLE`.
 *
 * @see https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-ddl-create-table-using
 */
export function columnDefinition(field: Field, unsayable: Unsayable): string {
  return `${named(field, unsayable)} ${typeDefinition(field.type, unsayable)}${notNull(field)}${commented(field)}`;
}

/** The type as a statement takes it, with NOT NULL and comments inside a STRUCT. */
export function typeDefinition(type: ColumnType, unsayable: Unsayable): string {
  return definition(type, unsayable, false);
}

/** ` COMMENT '...'`, where there is one. */
export function commented({ comment }: Field): string {
  return comment === undefined ? "" : ` COMMENT ${stringLiteral(comment)}`;
}

/** @param isRepeated whether an ARRAY or MAP is around the type: Delta takes no NOT NULL in there */
function definition(type: ColumnType, unsayable: Unsayable, isRepeated: boolean): string {
  switch (type.kind) {
    case "string":
      return type.collation === undefined
        ? "STRING"
        : `STRING COLLATE ${collation(type.collation, unsayable)}`;
    case "unsupported":
      return foreignType(type.sql, unsayable);
    case "struct": {
      if (type.fields.length === 0) unsayable("a STRUCT without fields cannot be stored");
      const fields = type.fields.map((field) => {
        const inner = definition(field.type, unsayable, isRepeated);
        return `${named(field, unsayable)}: ${inner}${isRepeated ? "" : notNull(field)}${commented(field)}`;
      });
      return `STRUCT<${fields.join(", ")}>`;
    }
    case "array":
      return `ARRAY<${definition(type.element, unsayable, true)}>`;
    case "map":
      return `MAP<${definition(type.key, unsayable, true)}, ${definition(type.value, unsayable, true)}>`;
  }
  return sqlType(type);
}

/** Where a type has NOT NULL that {@link typeDefinition} leaves out: `element.sku`, below the column. */
export function droppedNotNulls(type: ColumnType, path: string, isRepeated = false): readonly string[] {
  switch (type.kind) {
    case "struct":
      return type.fields.flatMap((field) => {
        const inner = `${path}.${quoteName(field.name)}`;
        const own = isRepeated && !field.nullable ? [inner] : [];
        return [...own, ...droppedNotNulls(field.type, inner, isRepeated)];
      });
    case "array":
      return droppedNotNulls(type.element, `${path}.element`, true);
    case "map":
      return [
        ...droppedNotNulls(type.key, `${path}.key`, true),
        ...droppedNotNulls(type.value, `${path}.value`, true),
      ];
  }
  return [];
}

function named({ name }: Field, unsayable: Unsayable): string {
  if (!isWritable(name)) unsayable(`SQL has no way to write the name ${quoteName(name)}`);
  return identifier(name);
}

function notNull({ nullable }: Field): string {
  return nullable ? "" : " NOT NULL";
}

/** Delta keeps the name with its provider, `icu.UNICODE_CI`; SQL takes it without. */
function collation(name: string, unsayable: Unsayable): string {
  const [, bare] = /^(?:(?:icu|spark)\.)?([A-Za-z]\w*)$/i.exec(name) ?? [];
  if (bare === undefined) unsayable(`${quoteName(name)} is no collation`);
  return bare ?? "UTF8_BINARY";
}

/** A type unknown here, as its source spells it, where it can be nothing but a type. */
function foreignType(sql: string, unsayable: Unsayable): string {
  const text = sql.trim();
  if (text.length <= 64 && /^[A-Za-z_]\w*(?: [A-Za-z]\w*)*(?:\([\w:, ]*\))?$/.test(text))
    return text.toUpperCase();
  unsayable(`${quoteName(text)} is no type that can be written here`);
  return "VOID";
}
