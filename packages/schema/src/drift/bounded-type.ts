import { MAX_DEPTH, MAX_FIELDS } from "../table/check-table.js";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";

interface Budget {
  fieldsLeft: number;
}

/** The table without what is nested deeper, or has more fields, than can be walked safely; never writable anyway. */
export function boundedTable(table: TableSchema): TableSchema {
  const budget: Budget = { fieldsLeft: MAX_FIELDS };
  return { ...table, columns: table.columns.map((column) => boundedField(column, 0, budget)) };
}

function boundedField(field: Field, depth: number, budget: Budget): Field {
  return { ...field, type: boundedType(field.type, depth + 1, budget) };
}

function boundedType(type: ColumnType, depth: number, budget: Budget): ColumnType {
  if (type.kind !== "struct" && type.kind !== "array" && type.kind !== "map") return type;
  if (--budget.fieldsLeft < 0) return { kind: "unsupported", sql: "(too many fields)" };
  if (depth > MAX_DEPTH) return { kind: "unsupported", sql: "(nested too deep)" };
  switch (type.kind) {
    case "struct":
      budget.fieldsLeft -= type.fields.length;
      if (budget.fieldsLeft < 0) return { kind: "unsupported", sql: "(too many fields)" };
      return { ...type, fields: type.fields.map((field) => boundedField(field, depth, budget)) };
    case "array":
      return { ...type, element: boundedType(type.element, depth + 1, budget) };
    case "map":
      return {
        ...type,
        key: boundedType(type.key, depth + 1, budget),
        value: boundedType(type.value, depth + 1, budget),
      };
  }
}
