import { checkFacts } from "./check-facts.js";
import { columnPath, elementPath, entryPath, quoteName } from "./column-path.js";
import { isFieldNumber, MAX_FIELD_NUMBER } from "./field-number.js";
import type { Report } from "./problem.js";
import { checkTableName, identifierRule, isIdentifier } from "./table-name.js";
import type { BoundedStringType, ColumnType, DecimalType, Field, TableSchema } from "./table-schema.js";
import { explainUnsupported } from "./unsupported-type.js";

/**
 * Most columns the service takes in one table.
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-quotas
 */
export const MAX_COLUMNS = 2000;

/** Most columns and nested fields together. Ours: a small `.proto` can unfold into millions. */
export const MAX_FIELDS = 10_000;

/** Most levels of STRUCT, ARRAY and MAP below a column: what protobuf readers stop at. */
export const MAX_DEPTH = 100;

/** Reports everything that keeps a table from being written to: what neither protobuf nor the service takes. */
export function checkTable(table: TableSchema, report: Report): void {
  checkTableName(table.name, report);
  if (table.facts) checkFacts(table.facts, report);
  if (table.columns.length === 0) {
    report({
      code: "NO_COLUMNS",
      message: "the table has no columns",
      hint: "add a column; if it should have some, see whether the source was allowed to show them",
    });
  }
  if (table.columns.length > MAX_COLUMNS) {
    report({
      code: "TOO_MANY_COLUMNS",
      message: `the table has ${table.columns.length} columns; the service takes ${MAX_COLUMNS}`,
      hint: "gather columns in STRUCTs, or split the table",
    });
    return;
  }
  const walk: Walk = { report, fieldsLeft: MAX_FIELDS };
  checkFields(table.columns, "", 0, walk);
  if (walk.fieldsLeft < 0) {
    report({
      code: "TOO_MANY_COLUMNS",
      message: `the table has more than ${MAX_FIELDS} columns and nested fields`,
      hint: "leave out the parts of the STRUCTs that nobody fills",
    });
  }
}

/** Reports what is wrong with one column or field by itself, whatever stands beside it. */
export function checkColumn(field: Field, parent: string, report: Report): void {
  const column = columnPath(parent, field.name);
  checkName(field, column, report);
  checkType(field.type, column, 1, { report, fieldsLeft: MAX_FIELDS });
}

interface Walk {
  readonly report: Report;
  /** Below zero once there were too many; the walk then ends. */
  fieldsLeft: number;
}

function checkFields(fields: readonly Field[], parent: string, depth: number, walk: Walk): void {
  const names = new Map<string, string>();
  const numbers = new Set<number>();
  for (const field of fields) {
    if (--walk.fieldsLeft < 0) return;
    const column = columnPath(parent, field.name);
    const twin = names.get(field.name.toLowerCase());
    if (twin !== undefined) {
      walk.report({
        code: "DUPLICATE_COLUMN",
        column,
        message: `${quoteName(twin)} and ${quoteName(field.name)} are the same name: Delta ignores case`,
        hint: "rename one of them",
      });
    }
    names.set(field.name.toLowerCase(), field.name);
    checkName(field, column, walk.report);
    checkNumber(field, column, numbers, walk.report);
    checkType(field.type, column, depth + 1, walk);
  }
}

function checkName(field: Field, column: string, report: Report): void {
  if (isIdentifier(field.name)) return;
  report({
    code: "COLUMN_NAME",
    column,
    message: `${quoteName(field.name)} is not a name the service takes: ${identifierRule}`,
    hint: "rename the column, or ingest into a table without it",
  });
}

function checkNumber(field: Field, column: string, taken: Set<number>, report: Report): void {
  if (!isFieldNumber(field.number)) {
    report({
      code: "FIELD_NUMBER",
      column,
      message: `${field.number} is not a field number: protobuf has 1 to ${MAX_FIELD_NUMBER} without 19000 to 19999`,
      hint: "give the field another number",
    });
  } else if (taken.has(field.number)) {
    report({
      code: "FIELD_NUMBER",
      column,
      message: `the field number ${field.number} is taken by another field beside this one`,
      hint: "give each field a number of its own",
    });
  }
  taken.add(field.number);
}

function checkType(type: ColumnType, column: string, depth: number, walk: Walk): void {
  if (type.kind === "decimal") checkDecimal(type, column, walk.report);
  if (type.kind === "char" || type.kind === "varchar") checkLength(type, column, walk.report);
  if (type.kind === "unsupported") {
    walk.report({ code: "UNSUPPORTED_TYPE", column, ...explainUnsupported(type.sql) });
  }
  if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "map") return;
  if (depth > MAX_DEPTH) {
    reportTooDeep(column, walk.report);
    return;
  }
  switch (type.kind) {
    case "struct":
      if (type.fields.length === 0) {
        walk.report({
          code: "EMPTY_STRUCT",
          column,
          message: "a STRUCT without fields: there is nothing to write, and Delta cannot store it",
          hint: "give the STRUCT a field, or drop the column",
        });
      }
      checkFields(type.fields, column, depth, walk);
      return;
    case "array":
      checkShape("ARRAY<", type.element, column, walk.report);
      checkType(type.element, elementPath(column), depth + 1, walk);
      return;
    case "map":
      checkKey(type.key, column, walk.report);
      checkShape("MAP<_, ", type.value, column, walk.report);
      checkType(type.value, entryPath(column, "value"), depth + 1, walk);
      return;
  }
}

/** Reports a type that is nested deeper than {@link MAX_DEPTH}. */
export function reportTooDeep(column: string, report: Report): void {
  report({
    code: "TOO_DEEP",
    // The path names all the levels; the first few are enough to find the column.
    column: column.length > 200 ? `${column.slice(0, 200)}…` : column,
    message: `nested more than ${MAX_DEPTH} levels deep; protobuf readers stop there`,
    hint: "flatten the type, or keep the inner part as JSON text in a STRING",
  });
}

function checkDecimal({ precision, scale }: DecimalType, column: string, report: Report): void {
  const fits = Number.isInteger(precision) && precision >= 1 && precision <= 38;
  if (fits && Number.isInteger(scale) && scale >= 0 && scale <= precision) return;
  report({
    code: "DECIMAL_BOUNDS",
    column,
    message: `DECIMAL(${precision},${scale}) does not exist: 1 to 38 digits, of which 0 to all are behind the point`,
    hint: "choose DECIMAL(p,s) with 1 <= p <= 38 and 0 <= s <= p",
  });
}

function checkLength({ kind, length }: BoundedStringType, column: string, report: Report): void {
  if (Number.isSafeInteger(length) && length >= 1) return;
  report({
    code: "LENGTH_BOUNDS",
    column,
    message: `${kind.toUpperCase()}(${length}) does not exist: it must take at least 1 character`,
    hint: "choose a length of 1 or more, or use STRING",
  });
}

function checkShape(outer: string, inner: ColumnType, column: string, report: Report): void {
  if (inner.kind !== "array" && inner.kind !== "map") return;
  const kind = inner.kind.toUpperCase();
  report({
    code: "UNSUPPORTED_SHAPE",
    column,
    message: `${outer}${kind}> cannot be said in protobuf, where only fields of a message repeat`,
    hint: `wrap the inner ${kind} in a STRUCT with one field: ${outer}STRUCT<items: ${kind}<...>>>`,
  });
}

function checkKey(key: ColumnType, map: string, report: Report): void {
  switch (key.kind) {
    case "string":
    case "char":
    case "varchar":
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
    case "boolean":
      return;
  }
  report({
    code: "MAP_KEY",
    column: entryPath(map, "key"),
    message: `a MAP with ${key.kind.toUpperCase()} keys cannot be written: keys are STRING, an integer type or BOOLEAN`,
    hint: "use STRING keys, or wrap key and value in a STRUCT: ARRAY<STRUCT<key: ..., value: ...>>",
  });
}
