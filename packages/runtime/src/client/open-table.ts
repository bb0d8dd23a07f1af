import type { HeadersProvider } from "../auth/headers-provider.js";
import type { Table } from "../codegen/table.js";
import type { ZerobusError } from "../errors.js";
import { readRow } from "../row/read-row.js";
import { IngestStream, type StreamContext } from "../stream/ingest-stream.js";
import { resolveStreamOptions, type StreamOptions } from "../stream/options.js";
import { statusOf } from "../stream/status.js";
import type { Transport } from "../transport/transport.js";
import { type LaneKey, Lanes } from "./lanes.js";
import { StatusFeed } from "./status-feed.js";
import { TableStream } from "./table-stream.js";
import { noticeUnclosed } from "./unclosed.js";

/** How the stream of one table behaves: what depends on its rows, and all of {@link StreamOptions}. */
export interface TableOptions<Row> extends StreamOptions {
  /** With `lanes`: rows with the same key go through the same lane, in order. Default: any lane. */
  readonly laneKey?: LaneKey<Row>;
  /**
   * Told as acks come: every row with this offset or a lower one (of the same lane) is durable, or was rejected and
   * handed over. One call may stand for many rows.
   */
  readonly onAck?: (offset: number) => void;
  /**
   * Takes over a row that the server rejects for its content. With it, such a row is looked for by halving what was
   * sent, and all others go on, in order. Without it, the rejection ends the stream, with every row in the report.
   * What it throws ends the stream too.
   */
  readonly onRejected?: (row: Row, error: ZerobusError) => void;
}

/** What the streams of one client share. */
export interface Shared {
  readonly transport: Transport;
  readonly credentials: HeadersProvider;
  readonly onError: (error: ZerobusError) => void;
}

/** A stream onto a table, not connected yet. */
export function openTable<Row>(
  table: Table<Row>,
  shared: Shared,
  { laneKey, onAck, onRejected, ...streamOptions }: TableOptions<Row>,
  onClosed: () => void,
): TableStream<Row> {
  const options = resolveStreamOptions(streamOptions);
  const feed = new StatusFeed(options.lanes);
  let forget: (() => void) | undefined;
  const context: StreamContext = {
    table: table.name,
    descriptor: Buffer.from(table.descriptor, "base64"),
    transport: shared.transport,
    credentials: shared.credentials,
    options: { ...options, isolation: onRejected !== undefined },
    onError: inOwnTurn(shared.onError),
    onAck: onAck === undefined ? undefined : inOwnTurn(onAck),
    onRejected: (row, error) => onRejected?.(readRow(row.bytes, table.write), error),
    onState: (state, lane) => {
      forget ??= noticeUnclosed(stream);
      feed.publish({ ...statusOf(state, performance.now()), lane });
    },
  };
  const rows = options.lanes === 1 ? new IngestStream(context) : new Lanes(context, laneKey);
  const stream = new TableStream(table, rows, feed, () => {
    forget?.();
    onClosed();
  });
  return stream;
}

/** So that what the callback throws cannot stop the stream half-way. */
function inOwnTurn<T>(callback: (value: T) => void): (value: T) => void {
  return (value) => queueMicrotask(() => callback(value));
}
