import { newestRows, rowsAfter } from "../delta/committed-rows.js";
import { readTable } from "../delta/read-table.js";
import type { TablePosition, TableStore } from "./table-store.js";

/** The reading half of a {@link TableStore} over a Delta table: from its files, whoever writes them. */
export function deltaReading(
  directory: string,
  table: TablePosition,
): Pick<TableStore, "read" | "newest" | "after"> {
  return {
    read: () => readTable(directory),
    newest(limit) {
      const { version, schema } = table;
      return { version, schema, portions: newestRows(directory, { version, schema }, limit) };
    },
    after: (position) => rowsAfter(directory, position, () => table.version),
  };
}
