import { connect, type TableStream } from "@zerobus-gen/runtime";
import type { ColumnSums, Comparable } from "./column-sums.js";
import { comparableFlight, comparableStrike } from "./comparable.js";
import { birdstrikes, flights } from "./data-sets.js";
import { tables } from "./tables/index.js";

/** One row in so many has its ack timed. */
const TIMED = 500;

/** What ingesting took. */
export interface Measured {
  readonly seconds: number;
  /** Milliseconds from `ingest` to the ack, sorted. */
  readonly latenciesMs: readonly number[];
}

/** What {@link ingestAll} fills in and calls back while it runs. */
export interface Observer {
  readonly flights: ColumnSums;
  readonly strikes: ColumnSums;
  /** Rows acked so far, on both streams. */
  readonly onAcked: (rows: number) => void;
}

/** Ingests both data sets through one client, side by side. Every row is durable when it resolves. */
export async function ingestAll(limit: number, observer: Observer): Promise<Measured> {
  const latenciesMs: number[] = [];
  const [flightRows, strikeRows] = [await flights(limit), await birdstrikes()];
  const start = performance.now();
  // A small window keeps the acks quick: more rows under way would only wait for the server.
  await using zerobus = connect({ tables, stream: { maxInflightRequests: 20_000, recoveryBackoffMs: 250 } });
  const streams = zerobus.tables;

  const feed = async <Row>(
    stream: TableStream<Row>,
    rows: Iterable<Row> | AsyncIterable<Row>,
    sums: ColumnSums,
    comparable: (row: Row) => readonly Comparable[],
  ): Promise<void> => {
    for await (const row of rows) {
      if (stream.isFull) await stream.ready();
      const receipt = stream.ingest(row);
      sums.add(comparable(row));
      if (receipt.offset % TIMED === 0) {
        const ingested = performance.now();
        receipt.then(
          () => {
            latenciesMs.push(performance.now() - ingested);
            observer.onAcked(streams.flights.acked + streams.birdstrikes.acked);
          },
          // Whatever ends the stream also rejects its flush, below.
          () => {},
        );
      }
    }
    await stream.flush();
  };

  await Promise.all([
    feed(streams.flights, flightRows, observer.flights, comparableFlight),
    feed(streams.birdstrikes, strikeRows, observer.strikes, comparableStrike),
  ]);
  const seconds = (performance.now() - start) / 1000;
  observer.onAcked(streams.flights.acked + streams.birdstrikes.acked);
  return { seconds, latenciesMs: latenciesMs.sort((a, b) => a - b) };
}
