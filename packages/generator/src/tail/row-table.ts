import type { TailedRow } from "./local-server.js";

/** Characters of a cell. */
const MOST = 40;
/** Of a column whose rows nobody knows yet. */
const LEAST = 8;

/**
 * Rows as the lines of a table, whose columns are as wide as what has been seen of them. Where rows come to have other
 * columns, or wider values, a head stands again.
 */
export class RowTable {
  #columns: readonly string[] = [];
  #widths: number[] = [];

  /** The lines of some rows, with a head where one is due. */
  lines(rows: readonly TailedRow[]): readonly string[] {
    return rows.flatMap((row) => {
      const columns = Object.keys(row);
      const head = columns.join("\n") === this.#columns.join("\n") ? [] : this.#begin(columns, rows);
      return [...head, this.#line(columns.map((name) => textOf(row[name])))];
    });
  }

  #begin(columns: readonly string[], rows: readonly TailedRow[]): readonly string[] {
    this.#columns = columns;
    this.#widths = columns.map((name) =>
      Math.max(LEAST, width(shown(name)), ...rows.map((row) => width(shown(textOf(row[name]))))),
    );
    return [this.#line(columns), this.#widths.map((each) => "─".repeat(each)).join("  ")];
  }

  #line(cells: readonly string[]): string {
    const padded = cells.map((cell, at) => {
      const text = shown(cell);
      return text + " ".repeat(Math.max((this.#widths[at] ?? 0) - width(text), 0));
    });
    return padded.join("  ").trimEnd();
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** On one line, and without what a terminal would act upon. */
function shown(text: string): string {
  const points = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")];
  return points.length <= MOST ? points.join("") : `${points.slice(0, MOST - 1).join("")}…`;
}

function width(text: string): number {
  return [...text].length;
}
