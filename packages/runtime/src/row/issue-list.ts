import type { Key } from "../codegen/row-writer.js";
import type { ColumnNames } from "./column-names.js";
import { type Frame, formatPath, type Step } from "./path.js";
import { preview } from "./preview.js";
import type { Refusal, RowIssue } from "./row-issue.js";

/** A row with more issues than this is not examined to its end. */
const MAX_ISSUES = 100;

/** What is wrong with one row, as far as it is found. */
export class IssueList {
  /** What the table calls otherwise than the row does. */
  readonly columns: ColumnNames | undefined;
  #issues: RowIssue[] = [];
  #ways: (readonly Key[])[] = [];

  constructor(columns: ColumnNames | undefined) {
    this.columns = columns;
  }

  /** Begins another row. What was found in the last one stays what it is. */
  begin(): void {
    if (this.#issues.length === 0) return;
    this.#issues = [];
    this.#ways = [];
  }

  /** In column order. */
  get issues(): readonly RowIssue[] {
    return this.#issues;
  }

  /** For each issue the keys that lead to its value: none when it is the row itself. */
  get ways(): readonly (readonly Key[])[] {
    return this.#ways;
  }

  /** How many more are taken. */
  get room(): number {
    return MAX_ISSUES - this.#issues.length;
  }

  /** An issue of the value at the end of these steps; with none, of the row. */
  add(steps: readonly Step[], value: unknown, type: string, refusal: Refusal): void {
    if (this.room <= 0) return;
    const [first] = steps;
    const column = first && this.columns?.get(String(first.key));
    const issue = {
      ...refusal,
      path: first === undefined ? "row" : formatPath(steps),
      type,
      received: preview(value),
    };
    this.#issues.push(column === undefined ? issue : { ...issue, column });
    this.#ways.push(steps.map(({ key }) => key));
  }
}

/** What it means that a row is no object. */
export const NOT_A_ROW: Refusal = {
  code: "WRONG_TYPE",
  message: "is not an object with the table's columns",
};

/** What it means that a value is not there, by what it is missing in. */
export const MISSING: Readonly<Record<Frame, Refusal>> = {
  struct: { code: "REQUIRED_MISSING", message: "is NOT NULL but has no value" },
  list: {
    code: "NULL_ELEMENT",
    message: "is null, which an element cannot be",
    hint: "leave it out of the array",
  },
  map: {
    code: "NULL_MAP_VALUE",
    message: "is null, which a map value cannot be",
    hint: "leave the entry out",
  },
};
