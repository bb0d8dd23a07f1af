import type { WriteStruct } from "../codegen/row-writer.js";
import { assertNotAborted, nextTurn, type WaitOptions, wait } from "../stream/wait.js";
import type { RowStream } from "./row-stream.js";

/** As much of a stream as taking rows from a source needs. */
export type RowTaker<Row> = Pick<RowStream<Row>, "isFull" | "ready" | "ingest" | "together">;

/** How many rows are taken before other work goes on: a fast source would keep the acks waiting. */
const ROWS_PER_TURN = 1024;

/**
 * Ingests every row of a source, waiting whenever the window is full. Resolves with their number.
 * When the signal fires it stops asking the source, and rejects.
 */
export async function ingestAll<Row>(
  stream: RowTaker<Row>,
  write: WriteStruct<Row>,
  rows: Iterable<Row> | AsyncIterable<Row>,
  options: WaitOptions,
): Promise<number> {
  assertNotAborted("the rows", options);
  return Symbol.asyncIterator in rows
    ? ingestSlowly(stream, write, rows, options)
    : ingestInTurns(stream, write, rows, options);
}

/** The rows of a turn go to the spool together: a sync of the disk for each of them would take ages. */
async function ingestInTurns<Row>(
  stream: RowTaker<Row>,
  write: WriteStruct<Row>,
  rows: Iterable<Row>,
  options: WaitOptions,
): Promise<number> {
  const source = rows[Symbol.iterator]();
  let count = 0;
  let isOver = false;
  /** A row that there is no room for yet. */
  let held: IteratorYieldResult<Row> | undefined;
  const pull = (): IteratorYieldResult<Row> | undefined => {
    // A source that throws is over as well.
    isOver = true;
    const next = source.next();
    if (next.done) return undefined;
    isOver = false;
    return next;
  };
  const takeTurn = (): void => {
    for (let taken = 0; taken < ROWS_PER_TURN; taken++) {
      held ??= pull();
      if (held === undefined || stream.isFull) return;
      const { value } = held;
      held = undefined;
      stream.ingest(value, write);
      count++;
    }
  };
  try {
    while (true) {
      stream.together(takeTurn);
      if (isOver) return count;
      if (held === undefined) await nextTurn(options);
      // Not once only: others ingest into the same stream while this one waits.
      else await stream.ready(options);
    }
  } finally {
    if (!isOver) source.return?.();
  }
}

async function ingestSlowly<Row>(
  stream: RowTaker<Row>,
  write: WriteStruct<Row>,
  rows: AsyncIterable<Row>,
  options: WaitOptions,
): Promise<number> {
  let count = 0;
  for await (const row of abortable(rows, options)) {
    if (++count % ROWS_PER_TURN === 0) await nextTurn(options);
    // Not once only: others ingest into the same stream while this one waits.
    while (stream.isFull) await stream.ready(options);
    stream.ingest(row, write);
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
