import { columnPath, elementPath, entryPath } from "../table/column-path.js";
import type { ColumnType, Field, TableSchema } from "../table/table-schema.js";

/** The fields of one level, and where they are. */
export interface EditedLevel {
  /** Of the STRUCT; empty for the columns. */
  readonly path: string;
  readonly fields: readonly Field[];
}

/** Every level of fields in a table, the columns first. */
export function levelsOf(table: TableSchema): readonly EditedLevel[] {
  const levels: EditedLevel[] = [];
  const visit = (path: string, fields: readonly Field[]): void => {
    levels.push({ path, fields });
    for (const field of fields) {
      const below = structBelow(columnPath(path, field.name), field.type);
      if (below) visit(below.path, below.fields);
    }
  };
  visit("", table.columns);
  return levels;
}

/** The table with other fields at one level. */
export function withLevel(table: TableSchema, path: string, fields: readonly Field[]): TableSchema {
  const edit = (at: string, level: readonly Field[]): readonly Field[] => {
    if (at === path) return fields;
    return level.map((field) => {
      const column = columnPath(at, field.name);
      return { ...field, type: editType(column, field.type) };
    });
  };
  const editType = (at: string, type: ColumnType): ColumnType => {
    switch (type.kind) {
      case "struct":
        return { ...type, fields: edit(at, type.fields) };
      case "array":
        return { ...type, element: editType(elementPath(at), type.element) };
      case "map":
        return { ...type, value: editType(entryPath(at, "value"), type.value) };
    }
    return type;
  };
  return { ...table, columns: edit("", table.columns) };
}

function structBelow(path: string, type: ColumnType): EditedLevel | undefined {
  switch (type.kind) {
    case "struct":
      return { path, fields: type.fields };
    case "array":
      return structBelow(elementPath(path), type.element);
    case "map":
      return structBelow(entryPath(path, "value"), type.value);
  }
  return undefined;
}
