/** As much of a table stream as a pipe needs. */
export interface RowSink<Row> {
  readonly isFull: boolean;
  readonly ready: () => Promise<void>;
  readonly ingest: (row: Row) => unknown;
  readonly flush: () => Promise<void>;
}

/**
 * A web stream that ingests what is written to it. It takes the next row when the window has room; its closing waits
 * until every row is durable. The table stream itself stays open.
 */
export function rowSink<Row>(stream: RowSink<Row>): WritableStream<Row> {
  return new WritableStream({
    write: async (row) => {
      // Not once only: others ingest into the same stream while this one waits.
      while (stream.isFull) await stream.ready();
      stream.ingest(row);
    },
    close: () => stream.flush(),
  });
}
