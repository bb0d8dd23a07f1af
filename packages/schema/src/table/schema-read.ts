import { type Problem, problemOf, type Report } from "./problem.js";
import { formatTableName, tableLabel } from "./table-name.js";
import type { TableSchema } from "./table-schema.js";
import type { TableSettings } from "./table-settings.js";
import { writableTable } from "./writable-table.js";

/** What came of reading one or many tables. A table with an error is in `problems` only. */
export interface SchemaRead {
  readonly tables: readonly TableSchema[];
  readonly problems: readonly Problem[];
}

/** Ends the reading of one table: one that could not be read, for any error, is dropped. */
export function concludeRead(table: TableSchema, problems: readonly Problem[]): SchemaRead {
  return { tables: hasError(problems) ? [] : [table], problems };
}

/** The tables of a read as a producer writes them, by the settings of each; one that cannot be written is dropped. */
export function writableTables(
  read: SchemaRead,
  settingsOf: (table: TableSchema) => TableSettings,
): SchemaRead {
  const problems = [...read.problems];
  const tables = read.tables.flatMap((table) => {
    const found: Problem[] = [];
    const report: Report = (finding) => found.push(problemOf(tableLabel(table.name), finding));
    const writable = writableTable(table, settingsOf(table), report);
    problems.push(...found);
    return hasError(found) ? [] : [writable];
  });
  return { tables, problems };
}

/** All tables and problems of several reads. Of two tables with one name, ignoring case, the second goes. */
export function joinReads(reads: readonly SchemaRead[]): SchemaRead {
  const tables = new Map<string, TableSchema>();
  const problems = reads.flatMap((read) => read.problems);
  for (const table of reads.flatMap((read) => read.tables)) {
    const key = formatTableName(table.name).toLowerCase();
    if (tables.has(key)) {
      problems.push(
        problemOf(tableLabel(table.name), {
          code: "DUPLICATE_TABLE",
          message: "the table was read twice",
          hint: "name each table in one place only",
        }),
      );
    } else {
      tables.set(key, table);
    }
  }
  return { tables: [...tables.values()], problems };
}

/** Whether any of them keeps its table from being generated. */
export function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}
