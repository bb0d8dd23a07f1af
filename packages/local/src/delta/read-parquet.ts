import { type FileHandle, open } from "node:fs/promises";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";
import { decompressors } from "./parquet-codec.js";
import { RAW_PARSERS, structDecoder } from "./parquet-decoder.js";

/**
 * Reads a Parquet file as rows of a schema, one row group at a time. Columns are found by name; one that the file
 * does not have is null in every row.
 * @param last how many of its last rows are wanted; by default all
 */
export async function* readParquet(
  path: string,
  schema: StructType,
  last: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<readonly Row[]> {
  const handle = await open(path, "r");
  try {
    const file = await bufferOf(handle);
    const footer = await parquetMetadataAsync(file, { geoparquet: false });
    const decode = structDecoder(schema, parquetSchema(footer));
    const metadata = positionalFooter(footer);
    const total = footer.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    let rowStart = 0;
    for (const group of footer.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const from = Math.max(rowStart, total - last);
      if (from < rowEnd) yield (await readRows(file, metadata, from, rowEnd)).map(decode);
      rowStart = rowEnd;
    }
  } finally {
    await handle.close();
  }
}

async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const buffer = new ArrayBuffer(end - start);
      const { bytesRead } = await handle.read(new Uint8Array(buffer), 0, end - start, start);
      if (bytesRead < end - start) throw new RangeError("the file ends too early");
      return buffer;
    },
  };
}

/** In how many steps the columns of a row group are read, so that others get their turn between them. */
const STEPS = 16;

/** Rows as lists of what hyparquet has for each column. */
async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<readonly unknown[]> {
  const rows: unknown[][] = Array.from({ length: rowEnd - rowStart }, () => []);
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const step = Math.ceil(names.length / STEPS);
  for (let first = 0; first < names.length; first += step) {
    const columns = names.slice(first, first + step);
    await parquetRead({
      file,
      metadata,
      rowStart,
      rowEnd,
      columns,
      rowFormat: "array",
      parsers: RAW_PARSERS,
      compressors: decompressors,
      utf8: false,
      onComplete: (read) => {
        read.forEach((values: readonly unknown[], index) => {
          rows[index]?.push(...values);
        });
      },
    });
  }
  return rows;
}

/**
 * A Parquet footer under which hyparquet hands out raw values by position:
 * - Every element is named after its place among its siblings, so that a column called `__proto__`, or two called
 *   `a.b` and `a` with a member `b`, read like any other.
 * - DECIMAL is left unscaled: hyparquet would go through float64.
 * - VARIANT is left a group of bytes: hyparquet would make it a value, and round its numbers.
 * - MAP is left a list of pairs: hyparquet would make it an object, with strings for keys.
 */
function positionalFooter(footer: FileMetaData): FileMetaData {
  const schema: SchemaElement[] = [];
  const leaves: string[][] = [];
  const visit = ({ element, children }: SchemaTree, path: readonly string[]): void => {
    schema.push({ ...withoutAnnotation(element), name: path.at(-1) ?? element.name });
    if (children.length === 0) leaves.push([...path]);
    children.forEach((child, index) => {
      visit(child, [...path, String(index)]);
    });
  };
  visit(parquetSchema(footer), []);
  const row_groups = footer.row_groups.map((group) => ({
    ...group,
    columns: group.columns.map((column, index) => {
      const path_in_schema = leaves[index];
      if (column.meta_data === undefined || path_in_schema === undefined) return column;
      return { ...column, meta_data: { ...column.meta_data, path_in_schema } };
    }),
  }));
  return { ...footer, schema, row_groups };
}

function withoutAnnotation(element: SchemaElement): SchemaElement {
  const isVariant = element.logical_type?.type === "VARIANT";
  if (element.converted_type !== "DECIMAL" && element.converted_type !== "MAP" && !isVariant) return element;
  const { converted_type, logical_type, ...rest } = element;
  return rest;
}
