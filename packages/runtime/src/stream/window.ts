import type { Batch } from "../batch/batch.js";
import { BatchBuilder } from "../batch/batch-builder.js";
import { InFlight } from "../batch/in-flight.js";
import type { WriteStruct } from "../codegen/row-writer.js";
import type { RowIssue } from "../row/row-issue.js";

/**
 * Every row accepted and not yet acked: in completed batches, sent or not, and in the batch being built.
 * Rows leave at the front, by acks, in the order in which they came.
 */
export class Window {
  readonly #maxRows: number;
  readonly #maxBytes: number;
  readonly #builder = new BatchBuilder();
  readonly #inFlight = new InFlight();
  #acked = 0;
  /** Bytes of the completed batches. */
  #batchBytes = 0;

  constructor(maxRows: number, maxBytes: number) {
    this.#maxRows = maxRows;
    this.#maxBytes = maxBytes;
  }

  /** Rows accepted so far; the offset of the next one. */
  get accepted(): number {
    return this.#builder.nextOffset;
  }

  /** Rows acked so far: all with a lower offset than this. */
  get acked(): number {
    return this.#acked;
  }

  /** Rows accepted and not acked. */
  get rows(): number {
    return this.accepted - this.#acked;
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

  /** Encodes a row into the batch being built. Returns what is wrong with it; nothing means accepted. */
  add<T>(row: T, write: WriteStruct<T>): readonly RowIssue[] {
    return this.#builder.add(row, write, this.#push);
  }

  /** The next message for this connection; from now on it counts as sent. */
  next(): Uint8Array | undefined {
    if (!this.#inFlight.hasUnsent) this.#completeBatch();
    return this.#inFlight.next();
  }

  /** Applies a cumulative ack. `progress` when rows became durable. */
  ack(wireOffset: number): "progress" | "stale" | "beyond" {
    const outcome = this.#inFlight.ack(wireOffset);
    if (outcome.kind === "progress") {
      this.#acked = outcome.lastOffset + 1;
      this.#batchBytes -= outcome.bytes;
    }
    return outcome.kind;
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
