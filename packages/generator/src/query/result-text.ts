/** How the rows of a result are written. */
export type ResultFormat = "table" | "json" | "csv";

/** What a query gave: JSON values, as many to a row as there are columns. */
export interface QueryResult {
  readonly columns: readonly string[];
  /** Some rows at a time. */
  readonly rows: AsyncIterable<readonly (readonly unknown[])[]>;
}

/** Rows that a table shows; more are for a file, and for other formats. */
const SHOWN_ROWS = 200;
/** Characters of a cell of a table. */
const SHOWN_WIDTH = 60;

/** Writes a result line by line. */
export async function writeResult(
  format: ResultFormat,
  result: QueryResult,
  out: (line: string) => void,
): Promise<void> {
  switch (format) {
    case "csv":
      return writeCsv(result, out);
    case "json":
      return writeJson(result, out);
    case "table":
      return writeTable(result, out);
  }
}

async function writeCsv({ columns, rows }: QueryResult, out: (line: string) => void): Promise<void> {
  out(columns.map(csvCell).join(","));
  for await (const portion of rows) {
    for (const row of portion)
      out(row.map((value) => (value === null ? "" : csvCell(textOf(value)))).join(","));
  }
}

/** An empty text is quoted, which NULL is not. @see https://www.rfc-editor.org/rfc/rfc4180 */
function csvCell(text: string): string {
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One array, a row a line. */
async function writeJson({ columns, rows }: QueryResult, out: (line: string) => void): Promise<void> {
  let before: string | undefined;
  for await (const portion of rows) {
    for (const row of portion) {
      out(before === undefined ? "[" : `${before},`);
      before = `  ${JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])))}`;
    }
  }
  if (before === undefined) return out("[]");
  out(before);
  out("]");
}

async function writeTable({ columns, rows }: QueryResult, out: (line: string) => void): Promise<void> {
  const shown: (readonly unknown[])[] = [];
  let isWhole = true;
  for await (const portion of rows) {
    shown.push(...portion.slice(0, SHOWN_ROWS - shown.length));
    if (shown.length < SHOWN_ROWS) continue;
    isWhole = false;
    break;
  }
  const cells = [columns.map(shortCell), ...shown.map((row) => row.map((value) => shortCell(textOf(value))))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => width(row[at] ?? ""))));
  const isNumber = columns.map((_, at) => shown.every((row) => isNumeric(row[at])));
  for (const [index, row] of cells.entries()) {
    const padded = row.map((cell, at) => {
      const space = " ".repeat(Math.max((widths[at] ?? 0) - width(cell), 0));
      return isNumber[at] === true ? space + cell : cell + space;
    });
    out(padded.join("  ").trimEnd());
    if (index === 0) out(widths.map((each) => "─".repeat(each)).join("  "));
  }
  if (isWhole) out(`${shown.length} row${shown.length === 1 ? "" : "s"}`);
  else out(`the first ${shown.length} rows; --format json or csv has all`);
}

function isNumeric(value: unknown): boolean {
  return (
    value === null || typeof value === "number" || (typeof value === "string" && /^-?\d[\d.]*$/.test(value))
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** On one line, and without what a terminal would act upon. */
function shortCell(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ");
  const points = [...line];
  return points.length <= SHOWN_WIDTH ? line : `${points.slice(0, SHOWN_WIDTH - 1).join("")}…`;
}

function width(text: string): number {
  return [...text].length;
}
