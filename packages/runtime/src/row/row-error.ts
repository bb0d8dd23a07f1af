import { ZerobusError } from "../errors.js";
import type { RowIssue } from "./row-issue.js";

/** A row does not fit its table. It was not queued; the rows around it are untouched. */
export class RowError extends ZerobusError {
  /** Everything that is wrong with the row, in column order. */
  readonly issues: readonly RowIssue[];

  constructor(table: string, issues: readonly RowIssue[]) {
    const count = issues.length === 1 ? "the row has a problem" : `the row has ${issues.length} problems`;
    super("invalid_row", [`${count}:`, ...issues.map((issue) => `  ${formatIssue(issue)}`)].join("\n"), {
      table,
    });
    this.issues = issues;
  }
}

/** One line that names the value, its column and type, what is wrong, what came, and the mend. */
export function formatIssue(issue: RowIssue): string {
  const column = [issue.column ?? "", issue.type].filter((word) => word !== "").join(" ");
  const type = column === "" ? "" : ` (${column})`;
  const hint = issue.hint === undefined ? "" : `; ${issue.hint}`;
  return `${issue.path}${type}: ${issue.message}, got ${issue.received}${hint}`;
}
