import type { HeadersProvider } from "../auth/headers-provider.js";
import type { TableDefinition } from "../codegen/table.js";
import type { ZerobusError } from "../errors.js";
import type { SchemaGuard } from "../guard/schema-guard.js";
import { aFunction, checkOptions } from "../option-rule.js";
import { columnNames } from "../row/column-names.js";
import { withColumns } from "../row/member-columns.js";
import { readRecord } from "../row/read-record.js";
import { membersOf } from "../row/row-shape.js";
import { IngestStream, type StreamContext } from "../stream/ingest-stream.js";
import { resolveStreamOptions, type StreamOptions } from "../stream/options.js";
import { statusOf } from "../stream/status.js";
import type { Transport } from "../transport/transport.js";
import { appendDeadLetter, checkDeadLetterFile } from "./dead-letter.js";
import { LaneSpools } from "./lane-spools.js";
import { type LaneKey, Lanes } from "./lanes.js";
import { type HandOver, replayLeftovers } from "./replay.js";
import { StatusFeed } from "./status-feed.js";
import { assertTableName } from "./table-name.js";
import { TableStream } from "./table-stream.js";
import { noticeUnclosed } from "./unclosed.js";

/** How the stream of one table behaves: what depends on its rows, and all of {@link StreamOptions}. */
export interface TableOptions<Row> extends StreamOptions {
  /**
   * With `lanes`: rows with the same key go through the same lane, in order. Default: any lane. A row from the spool
   * is in the form in which unacked rows come back, BIGINT as `bigint` and DECIMAL as its canonical text.
   */
  readonly laneKey?: LaneKey<Row>;
  /**
   * Told as acks come: every row with this offset or a lower one (of the same lane) is durable, or was rejected and
   * handed over. One call may stand for many rows.
   */
  readonly onAck?: (offset: number) => void;
  /**
   * Takes over a row that the server rejects for its content. With it, such a row is looked for by halving what was
   * sent, and all others go on, in order. Without it, the rejection ends the stream, with every row in the report.
   * What it throws ends the stream too, with the row unacked. It is not awaited: the row is handed over when it
   * returns. It may ingest a corrected row, unless the stream is being closed. A row that an earlier process left in the
   * spool and that does not fit the table any more comes here as well.
   */
  readonly onRejected?: (row: Row, error: ZerobusError) => void;
}

const CALLBACKS = { laneKey: aFunction, onAck: aFunction, onRejected: aFunction };

/** What the streams of one client share. */
export interface Shared {
  readonly transport: Transport;
  readonly credentials: HeadersProvider;
  readonly onError: (error: ZerobusError) => void;
  readonly guardOf: <Row>(table: TableDefinition<Row>) => SchemaGuard | undefined;
}

/**
 * A stream onto a table. It connects with its first row, or at once when its spool holds rows.
 * @throws ZerobusError `invalid_argument` for an option, `spool` when that cannot be used
 */
export function openTable<Row>(
  table: TableDefinition<Row>,
  shared: Shared,
  { laneKey, onAck, onRejected, ...streamOptions }: TableOptions<Row>,
  onClosed: () => void,
): TableStream<Row> {
  assertTableName(table.name);
  checkOptions("table", CALLBACKS, { laneKey, onAck, onRejected }, true);
  const options = resolveStreamOptions(streamOptions);
  const { recordType, lanes, deadLetterFile } = options;
  if (deadLetterFile !== undefined) checkDeadLetterFile(deadLetterFile);
  const columns = columnNames(table.columns);
  const shape = withColumns(membersOf(table.write), columns);
  // Records are made from rows of this table, by its own `write`.
  const readRow = (bytes: Uint8Array): Row => readRecord(bytes, recordType, shape) as Row;
  const handOver = handOverTo(deadLetterFile, onRejected);
  const feed = new StatusFeed(lanes);
  let forget: (() => void) | undefined;
  const context: StreamContext = {
    table: table.name,
    descriptor: Buffer.from(table.descriptor, "base64"),
    recordType,
    columns,
    transport: shared.transport,
    credentials: shared.credentials,
    guard: shared.guardOf(table),
    options: { ...options, isolation: handOver !== undefined },
    onError: inOwnTurn(shared.onError),
    onAck: onAck === undefined ? undefined : inOwnTurn(onAck),
    onRejected: ({ bytes }, error) => handOver?.(readRow(bytes), error),
    onState: (state, lane) => {
      forget ??= noticeUnclosed(stream);
      feed.publish({ ...statusOf(state, performance.now()), lane });
    },
  };
  const subject = { table: table.name, fingerprint: table.fingerprint, format: recordType, shape };
  const spools = options.spool && LaneSpools.open(options.spool, lanes, subject);
  const rows =
    lanes === 1
      ? new IngestStream({ ...context, spool: spools?.lanes[0] })
      : new Lanes(context, laneKey, spools?.lanes);
  const stream = new TableStream(table, readRow, rows, feed, () => {
    forget?.();
    onClosed();
  });
  if (spools !== undefined) {
    try {
      replayLeftovers(spools, table, rows, handOver);
    } catch (error) {
      spools.close();
      void rows.close({ signal: AbortSignal.abort() }).then(() => forget?.());
      throw error;
    }
  }
  return stream;
}

function handOverTo<Row>(
  file: string | undefined,
  onRejected: HandOver<Row> | undefined,
): HandOver<Row> | undefined {
  if (file === undefined) return onRejected;
  return (row, error) => {
    appendDeadLetter(file, row, error);
    onRejected?.(row, error);
  };
}

/** So that what the callback throws cannot stop the stream half-way. */
function inOwnTurn<T>(callback: (value: T) => void): (value: T) => void {
  return (value) => queueMicrotask(() => callback(value));
}
