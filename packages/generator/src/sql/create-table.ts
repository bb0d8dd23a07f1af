import { type ColumnType, type Field, quoteName, type TableSchema, tableLabel } from "@zerobus-gen/schema";
import { identifier, tableIdentifier } from "./identifier.js";
import type { Statement } from "./statement.js";
import { stringLiteral } from "./string-literal.js";
import { columnDefinition, droppedNotNulls } from "./type-definition.js";

/**
 * `CREATE TABLE` for a managed Delta table with these columns. The notes name what the schema does not say, such
 * as the expression of a generated column, and what SQL cannot say, which is left out.
 */
export function createTable(table: TableSchema): Statement {
  const notes = tableNotes(table);
  const lines: string[] = [];
  for (const field of table.columns) {
    const reasons: string[] = [];
    const line = columnDefinition(field, (reason) => reasons.push(reason));
    notes.push(...columnNotes(field, reasons));
    if (reasons.length === 0) lines.push(`  ${line}`);
  }
  const partitions = table.facts?.partitionedBy ?? [];
  const sql = [
    `CREATE TABLE ${tableIdentifier(table.name)} (\n${lines.join(",\n")}\n)`,
    "USING DELTA",
    ...(partitions.length > 0 ? [`PARTITIONED BY (${partitions.map(identifier).join(", ")})`] : []),
    ...(table.comment === undefined ? [] : [`COMMENT ${stringLiteral(table.comment)}`]),
    ...(table.columns.some(needsMapping) ? ["TBLPROPERTIES ('delta.columnMapping.mode' = 'name')"] : []),
  ].join("\n");
  return lines.length === 0 ? { notes: [...notes, nothingLeft(table)] } : { sql, notes };
}

function nothingLeft({ name }: TableSchema): string {
  return `${tableLabel(name)}: no column is left to create a table with`;
}

function tableNotes({ name, facts }: TableSchema): string[] {
  const { kind, primaryKey = [], checks = [], hasRowFilter } = facts ?? {};
  const list = (names: readonly string[]): string => names.map(quoteName).join(", ");
  return [
    ...(kind === undefined || kind === "MANAGED"
      ? []
      : [`${tableLabel(name)} is of kind ${quoteName(kind)}; this creates a managed table`]),
    ...(primaryKey.length > 0
      ? [`PRIMARY KEY (${list(primaryKey)}): not enforced, and not created here`]
      : []),
    ...(checks.length > 0
      ? [`CHECK constraints not created here, their conditions are not known: ${list(checks)}`]
      : []),
    ...(hasRowFilter ? ["the table has a row filter, which is not created here"] : []),
  ];
}

function columnNotes(field: Field, reasons: readonly string[]): readonly string[] {
  const name = quoteName(field.name);
  if (reasons.length > 0) return reasons.map((reason) => `${name} is left out: ${reason}`);
  return [
    ...(field.computed === undefined
      ? []
      : [`${name} is filled by the table (${field.computed}); the expression is not known here: add it`]),
    ...(field.isMasked ? [`${name} has a column mask, which is not created here`] : []),
    ...droppedNotNulls(field.type, name).map(
      (path) => `${path} is NOT NULL; Delta takes that in no ARRAY and no MAP, so it is nullable here`,
    ),
    ...(field.type.kind === "unsupported" ? [`${name}: Zerobus does not write this type`] : []),
  ];
}

/** Whether Delta takes the name, or one inside, only with column mapping. */
function needsMapping({ name, type }: Field): boolean {
  return /[ ,;{}()=]/.test(name) || fieldsIn(type).some(needsMapping);
}

function fieldsIn(type: ColumnType): readonly Field[] {
  switch (type.kind) {
    case "struct":
      return type.fields;
    case "array":
      return fieldsIn(type.element);
    case "map":
      return [...fieldsIn(type.key), ...fieldsIn(type.value)];
  }
  return [];
}
