import { checkColumn, checkTable } from "./check-table.js";
import { columnPath, elementPath, entryPath, quoteName } from "./column-path.js";
import type { Finding, Report } from "./problem.js";
import type { ColumnType, Field, TableSchema } from "./table-schema.js";
import type { TableSettings } from "./table-settings.js";
import { OR_LEAVE_OUT } from "./unsupported-type.js";
import { checkVariantTypes } from "./variant-types.js";

/** Columns that a hint lists by name. */
const MAX_NAMES = 20;

/**
 * The table as a producer writes it: without the columns that the settings leave out. What is wrong with the
 * rest is reported, and the table then is of no use.
 */
export function writableTable(table: TableSchema, settings: TableSettings, report: Report): TableSchema {
  const chosen = withoutOmitted(table, settings, report);
  const columns = settings.unsupported === "skip" ? writableFields(chosen, "", report) : chosen;
  const writable = { ...table, columns };
  checkTable(writable, report);
  checkVariantTypes(writable, settings, report);
  return writable;
}

function withoutOmitted(table: TableSchema, settings: TableSettings, report: Report): readonly Field[] {
  const { rescueColumn, omit = [] } = settings;
  const omitted = new Set([...omit, ...(rescueColumn === undefined ? [] : [rescueColumn])]);
  for (const name of omitted) {
    const column = table.columns.find((field) => field.name === name);
    if (column === undefined) {
      report({
        code: "SETTING",
        message: `the settings leave out the column ${quoteName(name)}, which the table does not have`,
        hint: `its columns are ${listNames(table.columns)}`,
      });
    } else if (!column.nullable && column.computed === undefined) {
      report({
        code: "SETTING",
        column: columnPath("", name),
        message: "the settings leave out a column that is NOT NULL: no row would be taken without it",
        hint: "write it, or make the column nullable",
      });
    }
  }
  return table.columns.filter((field) => !omitted.has(field.name));
}

function listNames(columns: readonly Field[]): string {
  const shown = columns.slice(0, MAX_NAMES).map((field) => quoteName(field.name));
  const rest = columns.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The fields without what cannot be written and may be NULL, innermost first. */
function writableFields(fields: readonly Field[], parent: string, report: Report): readonly Field[] {
  return fields.flatMap((field) => {
    const path = columnPath(parent, field.name);
    const pruned = { ...field, type: writableType(field.type, path, report) };
    const [first] = field.nullable ? findingsOf(pruned, parent) : [];
    if (first === undefined) return [pruned];
    report({
      code: "COLUMN_SKIPPED",
      column: path,
      message: `left out, and so NULL in every row: ${first.message}`,
      ...(first.hint !== undefined && { hint: first.hint.replace(OR_LEAVE_OUT, "") }),
    });
    return [];
  });
}

function writableType(type: ColumnType, path: string, report: Report): ColumnType {
  switch (type.kind) {
    case "struct":
      return { ...type, fields: writableFields(type.fields, path, report) };
    case "array":
      return { ...type, element: writableType(type.element, elementPath(path), report) };
    case "map":
      return { ...type, value: writableType(type.value, entryPath(path, "value"), report) };
  }
  return type;
}

function findingsOf(field: Field, parent: string): readonly Finding[] {
  const findings: Finding[] = [];
  checkColumn(field, parent, (finding) => findings.push(finding));
  return findings;
}
