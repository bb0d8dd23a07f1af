import { checkTable } from "./check-table.js";
import { type Problem, problemOf } from "./problem.js";
import { formatTableName, tableLabel } from "./table-name.js";
import type { TableSchema } from "./table-schema.js";

/** What came of reading one or many tables. A table with an error is in `problems` only. */
export interface SchemaRead {
  readonly tables: readonly TableSchema[];
  readonly problems: readonly Problem[];
}

/** Ends the reading of one table: applies the rules that hold for every source, and drops it for any error. */
export function concludeRead(draft: TableSchema, found: readonly Problem[]): SchemaRead {
  const problems = [...found];
  checkTable(draft, (finding) => problems.push(problemOf(tableLabel(draft.name), finding)));
  return { tables: hasError(problems) ? [] : [draft], problems };
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
