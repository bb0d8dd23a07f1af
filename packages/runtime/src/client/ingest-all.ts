import { nextTurn, type WaitOptions, wait } from "../stream/wait.js";

/** As much of a table stream as taking rows from a source needs. */
export interface RowTaker<Row> {
  readonly isFull: boolean;
  readonly ready: (options: WaitOptions) => Promise<void>;
  readonly ingest: (row: Row) => unknown;
}

/** How many rows are taken before other work goes on: a fast source would keep the acks waiting. */
const ROWS_PER_TURN = 1024;

/**
 * Ingests every row of a source, waiting whenever the window is full. Resolves with their number.
 * When the signal fires it stops asking the source, and rejects.
 */
export async function ingestAll<Row>(
  stream: RowTaker<Row>,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: WaitOptions,
): Promise<number> {
  let count = 0;
  const take = async (row: Row): Promise<void> => {
    // Not once only: others ingest into the same stream while this one waits.
    while (stream.isFull) await stream.ready(options);
    stream.ingest(row);
  };
  if (Symbol.asyncIterator in rows) {
    for await (const row of abortable(rows, options)) {
      if (++count % ROWS_PER_TURN === 0) await nextTurn(options);
      await take(row);
    }
  } else {
    for (const row of rows) {
      if (++count % ROWS_PER_TURN === 0) await nextTurn(options);
      if (stream.isFull) await take(row);
      else stream.ingest(row);
    }
  }
  return count;
}

/** The rows of a source that may be slow, as long as the signal has not fired. */
async function* abortable<Row>(rows: AsyncIterable<Row>, options: WaitOptions): AsyncGenerator<Row> {
  if (options.signal === undefined) return yield* rows;
  const iterator = rows[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await orAborted(iterator.next(), options.signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: the source may be what hangs.
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = promise.then(
    () => {},
    () => {},
  );
  await wait("the next row", undefined, signal, (resolve) => {
    void settled.then(resolve);
    return () => {};
  });
  return promise;
}
