/** Names of columns and STRUCT members by the properties that hold them: those that are called otherwise. */
export type ColumnNames = ReadonlyMap<string, string>;

/** Those of a table, if it has any. */
export function columnNames(columns: Readonly<Record<string, string>> | undefined): ColumnNames | undefined {
  if (columns === undefined) return undefined;
  return new Map(Object.entries(columns).filter(([property, column]) => property !== column));
}
