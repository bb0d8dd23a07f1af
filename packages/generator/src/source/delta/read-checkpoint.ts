import { isJsonObject, type JsonObject } from "@zerobus-gen/schema";
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { readActions } from "./action-lines.js";
import type { CheckpointFiles } from "./log-files.js";

/** Rows that are in memory together. */
const rowsAtOnce = 100_000;

/** Most bytes read at once: of a footer, or of the columns of a row group. */
const maxSliceBytes = 256 * 1024 * 1024;

const wanted = ["metaData", "protocol"];

/**
 * The actions of a checkpoint that say what the table is: of one file, of one in parts, or of the main file of one
 * with sidecars, which hold nothing but files of the table.
 */
export async function* checkpointActions(
  { paths, format }: CheckpointFiles,
  signal: AbortSignal | undefined,
): AsyncGenerator<JsonObject> {
  for (const path of paths) {
    if (format === "json") yield* await readActions(path, signal);
    else yield* parquetActions(path, signal);
  }
}

async function* parquetActions(path: string, signal: AbortSignal | undefined): AsyncGenerator<JsonObject> {
  const file = bounded(await asyncBufferFromFile(path));
  const metadata = await parquetMetadataAsync(file);
  const columns = wanted.filter((name) => metadata.schema.some((element) => element.name === name));
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const groupEnd = rowStart + Number(group.num_rows);
    for (; columns.length > 0 && mayHold(group) && rowStart < groupEnd; rowStart += rowsAtOnce) {
      signal?.throwIfAborted();
      const rowEnd = Math.min(rowStart + rowsAtOnce, groupEnd);
      const read = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors });
      yield* read.filter(isJsonObject);
    }
    rowStart = groupEnd;
  }
}

/** Whether the statistics leave it open that the rows have what is wanted. Most row groups are files only. */
function mayHold({ columns }: FileMetaData["row_groups"][number]): boolean {
  return columns.some(({ meta_data: column }) => {
    const [top = "", ...below] = column?.path_in_schema ?? [];
    if (column === undefined || !wanted.includes(top) || below.length === 0) return false;
    return column.statistics?.null_count !== column.num_values;
  });
}

function bounded(file: AsyncBuffer): AsyncBuffer {
  return {
    byteLength: file.byteLength,
    slice: (start, end = file.byteLength) => {
      if (!(start >= 0 && end >= start && end <= file.byteLength)) throw new Error("it is cut off");
      if (end - start > maxSliceBytes) throw new Error(`a part of it has more than ${maxSliceBytes} bytes`);
      return file.slice(start, end);
    },
  };
}
