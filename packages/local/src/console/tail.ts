import { rowJson } from "../schema/row-json.js";
import type { Table, TableWatcher } from "../store/table.js";
import type { TablePosition } from "../store/table-store.js";
import { newestRowTexts } from "./newest-rows.js";
import type { Visit } from "./visits.js";

/**
 * The rows of a table as lines of JSON: the newest so many, then each as it is committed, under the columns that the
 * table has by then. When the table is dropped, or cannot be read any more, a last line says so, as errors are said here.
 */
export async function* tail(
  table: Table,
  limit: number,
  visit: Visit,
  onCommit: (ring: () => void) => () => void,
): AsyncGenerator<string, void> {
  const { fullName, store, watchers } = table;
  let isDropped = false;
  const watcher: TableWatcher = {
    altered: () => {},
    failed: () => {},
    dropped() {
      isDropped = true;
      visit.bell.ring();
    },
  };
  watchers.add(watcher);
  const unhook = onCommit(() => visit.bell.ring());
  try {
    const { texts, ...start } = await newestRowTexts(store, limit);
    if (texts.length > 0) yield texts.toReversed().map(line).join("");
    let position: TablePosition = start;
    while (!visit.isOver) {
      for await (const { rows, version, schema } of store.after(position)) {
        position = { version, schema };
        if (rows.length > 0) yield rows.map((row) => line(JSON.stringify(rowJson(schema, row)))).join("");
        if (visit.isOver) return;
      }
      if (isDropped) return yield line(JSON.stringify(droppedError(fullName)));
      await visit.bell.heard();
    }
  } catch (error) {
    // A table that is dropped takes its files with it, also from under who reads them.
    yield line(JSON.stringify(isDropped ? droppedError(fullName) : readError(error)));
  } finally {
    unhook();
    watchers.delete(watcher);
  }
}

function line(text: string): string {
  return `${text}\n`;
}

function droppedError(fullName: string): object {
  return { error_code: "TABLE_DOES_NOT_EXIST", message: `Table '${fullName}' was dropped.` };
}

function readError(error: unknown): object {
  return { error_code: "UNAVAILABLE", message: `The rows cannot be read: ${String(error)}` };
}
