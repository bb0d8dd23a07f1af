import { Readable } from "node:stream";
import { type Field, quoteName } from "@zerobus-gen/schema";
import { CsvError, parse } from "csv-parse";
import { SourceError } from "../source/source-error.js";
import { type CellOptions, rowFromCells } from "./from-text.js";
import type { InputRecord } from "./input-record.js";

/** How a CSV is written. */
export interface CsvOptions extends CellOptions {
  readonly delimiter: string;
}

/** Bytes of the longest record: several times what a row may have. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/**
 * The records of a CSV whose first line names the columns (RFC 4180, quotes doubled inside quotes).
 *
 * @throws SourceError where the first line names something else, or quotes are left open
 */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  fields: readonly Field[],
  options: CsvOptions,
): AsyncGenerator<InputRecord> {
  const parser = parse({
    bom: true,
    columns: (header: readonly string[]) => checkedHeader(header, fields),
    delimiter: options.delimiter,
    info: true,
    raw: true,
    max_record_size: MAX_RECORD_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(chunks, { objectMode: false });
  source.once("error", (error) => parser.destroy(error));
  try {
    for await (const parsed of source.pipe(parser)) yield recordOf(parsed, fields, options);
  } catch (error) {
    throw error instanceof CsvError
      ? new SourceError(`the CSV cannot be read: ${error.message}`, "is the delimiter right? see --delimiter")
      : error;
  } finally {
    source.destroy();
  }
}

/** What the parser gives for one record. */
interface ParsedRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly info: { readonly lines: number; readonly error?: { readonly message: string } };
}

function recordOf(
  { record, raw, info }: ParsedRecord,
  fields: readonly Field[],
  options: CsvOptions,
): InputRecord {
  const given = { line: info.lines, raw: raw.replace(/\r?\n$/, "") };
  if (info.error !== undefined) return { ...given, problem: info.error.message };
  return { ...given, row: rowFromCells(record, fields, options) };
}

function checkedHeader(header: readonly string[], fields: readonly Field[]): string[] {
  const names = new Set(fields.map((field) => field.name));
  const unknown = header.filter((name) => !names.has(name));
  const twice = header.filter((name, at) => header.indexOf(name) !== at);
  if (unknown.length === 0 && twice.length === 0) return [...header];
  const wrong =
    unknown.length > 0 ? `${list(unknown)}, which the table does not have` : `${list(twice)} twice`;
  throw new SourceError(
    `the first line of the CSV names ${wrong}`,
    `the first line must name columns of the table: ${list([...names])}`,
  );
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(quoteName).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
