import { warnOnce } from "../warn-once.js";

/** So many streams of hardly any rows, closed within so long, are one stream per row. */
const STREAMS = 20;
const WITHIN_MS = 60_000;

/** Most tables of which the last streams are remembered. */
const MOST_TABLES = 1_000;

/** When the last such streams were closed, by table. */
const closings = new Map<string, number[]>();

/** A stream that was opened for itself is closed, having taken so many rows. */
export function noticeClosed(table: string, rows: number): void {
  if (rows > 1) {
    closings.delete(table);
    return;
  }
  const now = performance.now();
  const recent = (closings.get(table) ?? []).filter((at) => now - at < WITHIN_MS);
  recent.push(now);
  if (recent.length >= STREAMS) {
    warnOnce(
      "ZEROBUS_STREAM_PER_ROW",
      `${table}: ${STREAMS} streams were opened and closed within a minute with a row each, which costs a token, a connection and a round trip for each row; keep one stream open and ingest into that`,
    );
  }
  if (closings.size < MOST_TABLES || closings.has(table)) closings.set(table, recent.slice(-STREAMS));
}
