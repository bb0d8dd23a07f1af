import type { Batch } from "../batch/batch.js";
import { BatchBuilder, type KeepRow } from "../batch/batch-builder.js";
import { InFlight } from "../batch/in-flight.js";
import type { WriteStruct } from "../codegen/row-writer.js";
import type { ColumnNames } from "../row/column-names.js";
import type { RecordFormat } from "../row/record-format.js";
import type { RowIssue } from "../row/row-issue.js";

/** A row that the server rejected for its content. */
export interface RejectedRow {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** How rows become records. */
export interface RecordOptions {
  readonly recordType?: RecordFormat;
  readonly columns?: ColumnNames | undefined;
}

/**
 * Every row accepted and not yet acked: in completed batches, sent or not, and in the batch being built.
 * Rows leave at the front, by acks, in the order in which they came.
 */
export class Window {
  readonly #maxRows: number;
  readonly #maxBytes: number;
  readonly #builder: BatchBuilder;
  readonly #inFlight = new InFlight();
  /** The watermark: every row with a lower offset is acked or rejected. */
  #settled = 0;
  #rejected = 0;
  /** Bytes of the completed batches. */
  #batchBytes = 0;

  constructor(maxRows: number, maxBytes: number, records: RecordOptions = {}, keep?: KeepRow) {
    this.#maxRows = maxRows;
    this.#maxBytes = maxBytes;
    this.#builder = new BatchBuilder(records.recordType, keep, records.columns);
  }

  /** Rows accepted so far; the offset of the next one. */
  get accepted(): number {
    return this.#builder.nextOffset;
  }

  /** The watermark: every row with a lower offset is acked, or rejected by the server. */
  get settled(): number {
    return this.#settled;
  }

  /** Rows that the server rejected, one by one. */
  get rejected(): number {
    return this.#rejected;
  }

  /** Rows acked so far. */
  get acked(): number {
    return this.#settled - this.#rejected;
  }

  /** Rows accepted and neither acked nor rejected. */
  get rows(): number {
    return this.accepted - this.#settled;
  }

  /** Their encoded size. */
  get bytes(): number {
    return this.#batchBytes + this.#builder.byteLength;
  }

  /** True when no further row is to be accepted. The last one may have gone beyond the limit in bytes. */
  get isFull(): boolean {
    return this.rows >= this.#maxRows || this.bytes >= this.#maxBytes;
  }

  /** True when a message sent on this connection waits for its ack. */
  get awaitsAck(): boolean {
    return this.#inFlight.awaitsAck;
  }

  /** True when completed batches wait to be sent. */
  get hasFullBatch(): boolean {
    return this.#inFlight.hasUnsent;
  }

  /** True when rows wait to be sent, in completed batches or in the one being built. */
  get hasUnsent(): boolean {
    return this.#inFlight.hasUnsent || this.#builder.byteLength > 0;
  }

  /** Encodes a row into the batch being built. Returns what is wrong with it; nothing means accepted. */
  add<T>(row: T, write: WriteStruct<T>): readonly RowIssue[] {
    return this.#builder.add(row, write, this.#push);
  }

  /** The next message for this connection, if one may be sent; from now on it counts as sent. */
  next(): Uint8Array | undefined {
    if (!this.#inFlight.maySend) return undefined;
    if (!this.#inFlight.hasUnsent) this.#completeBatch();
    return this.#inFlight.next();
  }

  /**
   * Applies a cumulative ack. `progress` when rows became durable. The memory of the first `written` messages of this
   * connection may be used again.
   */
  ack(wireOffset: number, written = 0): "progress" | "stale" | "beyond" {
    const outcome = this.#inFlight.ack(wireOffset, written);
    if (outcome.kind === "progress") {
      this.#settled = outcome.lastOffset + 1;
      this.#batchBytes -= outcome.bytes;
    }
    return outcome.kind;
  }

  /**
   * The server rejected something of what awaits its ack. Returns the row it is once that is known: the oldest that is
   * unacked, to be dropped.
   */
  narrow(): RejectedRow | undefined {
    const batch = this.#inFlight.narrow();
    if (batch === undefined) return undefined;
    const [bytes = new Uint8Array()] = batch.records();
    return { offset: batch.firstOffset, bytes };
  }

  /** Takes the rejected row out. */
  drop(): void {
    const batch = this.#inFlight.drop();
    if (batch === undefined) return;
    this.#settled = batch.lastOffset + 1;
    this.#rejected++;
    this.#batchBytes -= batch.byteLength;
  }

  /** A new connection: everything unacked is to be sent again. */
  rewind(): void {
    this.#inFlight.rewind();
  }

  /** The rows that are not acked, oldest first, in batches. */
  unacked(): readonly Batch[] {
    this.#completeBatch();
    return this.#inFlight.unacked();
  }

  #completeBatch(): void {
    const batch = this.#builder.take();
    if (batch !== undefined) this.#push(batch);
  }

  // A field rather than a method, so that it is handed on without a new function for each row.
  readonly #push = (batch: Batch): void => {
    this.#inFlight.push(batch);
    this.#batchBytes += batch.byteLength;
  };
}
