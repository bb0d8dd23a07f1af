import { useEffect, useRef, useState } from "preact/hooks";
import type { RowsView } from "../../src/console/views.js";
import { fetchRows } from "../server/requests.js";

/** The newest rows as far as they were fetched, and why no newer ones, if that failed. */
export interface RowsRead {
  readonly rows: RowsView | null;
  readonly failure: string | null;
}

const PAUSE_MS = 1_000;

/**
 * Keeps the newest rows of a table. They are fetched when the table has another version than what is here, one request
 * at a time, at most every second, and only while `follow`.
 */
export function useRows(table: string, version: number, limit: number, follow: boolean): RowsRead {
  const [read, setRead] = useState<RowsRead>({ rows: null, failure: null });
  const wanted = useRef(version);
  wanted.current = version;
  useEffect(() => {
    if (!follow) return undefined;
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let fetched: number | undefined;
    const turn = async (): Promise<void> => {
      const asked = wanted.current;
      if (asked !== fetched && !document.hidden) {
        try {
          const rows = await fetchRows(table, limit, leaving.signal);
          fetched = asked;
          setRead({ rows, failure: null });
        } catch (error) {
          if (leaving.signal.aborted) return;
          setRead((last) => ({ ...last, failure: error instanceof Error ? error.message : String(error) }));
        }
      }
      if (!leaving.signal.aborted) timer = setTimeout(turn, PAUSE_MS);
    };
    void turn();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [table, limit, follow]);
  return read;
}
