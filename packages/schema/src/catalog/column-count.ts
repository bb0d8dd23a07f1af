import { MAX_COLUMNS, MAX_FIELDS } from "../table/check-table.js";
import type { Report } from "../table/problem.js";

/** Whether there are more columns than are worth reading at all, which is reported. */
export function isTooManyColumns(count: number, report: Report): boolean {
  if (count <= MAX_FIELDS) return false;
  report({
    code: "TOO_MANY_COLUMNS",
    message: `the table has ${count} columns; the service takes ${MAX_COLUMNS}`,
    hint: "gather columns in STRUCTs, or split the table",
  });
  return true;
}
