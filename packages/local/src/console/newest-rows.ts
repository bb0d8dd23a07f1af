import type { Row } from "../schema/row.js";
import { rowJson } from "../schema/row-json.js";
import type { TablePosition, TableStore } from "../store/table-store.js";

/** Of JSON text; the row that goes beyond is the last one. */
const MAX_LENGTH = 4 * 1024 * 1024;

/** Rows as JSON texts, newest first, and the version that they were read of. */
export interface RowTexts extends TablePosition {
  readonly texts: readonly string[];
}

/** The newest rows of a table: so many at most, and fewer when they are large. */
export async function newestRowTexts(store: TableStore, limit: number): Promise<RowTexts> {
  const { version, schema, portions } = store.newest(limit);
  const texts: string[] = [];
  let length = 0;
  for await (const rows of portions) {
    for (const row of newestFirst(rows)) {
      const text = JSON.stringify(rowJson(schema, row));
      texts.push(text);
      length += text.length;
      if (texts.length >= limit || length > MAX_LENGTH) return { version, schema, texts };
    }
  }
  return { version, schema, texts };
}

function newestFirst(rows: readonly Row[]): readonly Row[] {
  return rows.toReversed();
}
