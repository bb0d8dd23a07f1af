import type { WriteStruct } from "../codegen/row-writer.js";
import { ZerobusError } from "../errors.js";
import { MAX_ROW_BYTES } from "../protocol/limits.js";
import { CheckedRowWriter } from "../row/checked-row-writer.js";
import type { ColumnNames } from "../row/column-names.js";
import { JsonEncoder } from "../row/json-encoder.js";
import { ProtoEncoder } from "../row/proto-encoder.js";
import type { RecordFormat } from "../row/record-format.js";
import { type RowBuffer, RowTooLarge } from "../row/row-buffer.js";
import type { RowIssue } from "../row/row-issue.js";
import { tooLarge } from "../row/too-large.js";
import { Batch, ENVELOPE_BYTES } from "./batch.js";

/** A batch this large is closed: larger messages carry rows no faster. */
const FULL_BYTES = 256 * 1024;

const NO_ISSUES: readonly RowIssue[] = [];

/** Puts an encoded row in a safe place. Must not hold on to the bytes: they are part of a buffer. */
export type KeepRow = (row: Uint8Array) => void;

/** The batch being built: rows are encoded straight into it, as protobuf unless told otherwise. */
export class BatchBuilder {
  readonly #format: RecordFormat;
  readonly #buffer: RowBuffer;
  readonly #writer: CheckedRowWriter;
  #start = 0;
  #rows = 0;
  #nextOffset = 0;
  #writing = false;
  readonly #keep: KeepRow | undefined;

  /**
   * Every row is given to `keep` before it is accepted; what that throws refuses the row. `columns` are what the table
   * calls otherwise.
   */
  constructor(format: RecordFormat = "proto", keep?: KeepRow, columns?: ColumnNames) {
    this.#keep = keep;
    const encoder =
      format === "json" ? new JsonEncoder(ENVELOPE_BYTES, columns) : new ProtoEncoder(ENVELOPE_BYTES);
    this.#format = format;
    this.#buffer = encoder;
    this.#writer = new CheckedRowWriter(encoder, columns);
  }

  /** Rows accepted so far; the offset of the next one. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Size of the rows not yet in a completed batch. */
  get byteLength(): number {
    return this.#rows === 0 ? 0 : this.#buffer.position - this.#start - ENVELOPE_BYTES;
  }

  /**
   * Encodes one row. Returns what is wrong with it; nothing means that it was accepted.
   *
   * An error that the row's own code throws (a getter, a proxy) passes through. A row that is not accepted leaves no
   * trace.
   */
  add<T>(row: T, write: WriteStruct<T>, completed: (batch: Batch) => void): readonly RowIssue[] {
    if (this.#writing) {
      throw new ZerobusError("invalid_argument", "a row's own getter must not ingest into the same stream");
    }
    const buffer = this.#buffer;
    const { slab, position } = buffer;
    this.#writing = true;
    let issues = NO_ISSUES;
    let isGood = false;
    try {
      buffer.beginRow(this.#rows === 0);
      buffer.openRecord();
      issues = this.#writer.row(row, write);
      buffer.closeRecord();
      // A slab has more room than a row may take.
      if (buffer.rowBytes > MAX_ROW_BYTES && this.#row().length > MAX_ROW_BYTES) issues = [tooLarge(row)];
      if (issues.length === 0) this.#keep?.(this.#row());
      isGood = issues.length === 0;
    } catch (error) {
      if (!(error instanceof RowTooLarge)) throw error;
      issues = [tooLarge(row)];
    } finally {
      this.#writing = false;
      if (!isGood) buffer.returnTo(slab, position);
    }
    if (issues.length > 0) return issues;

    if (buffer.slab !== slab) {
      if (this.#rows > 0) completed(this.#complete(slab, position));
      buffer.slabs.release(slab);
    }
    if (this.#rows === 0) this.#start = buffer.rowStart - ENVELOPE_BYTES;
    this.#rows++;
    this.#nextOffset++;
    if (this.byteLength >= FULL_BYTES) completed(this.#complete(buffer.slab, buffer.position));
    return issues;
  }

  /** Completes the batch as it is; nothing when it is empty. */
  take(): Batch | undefined {
    return this.#rows === 0 ? undefined : this.#complete(this.#buffer.slab, this.#buffer.position);
  }

  /** The row that was written last, without what frames it. */
  #row(): Uint8Array {
    const { slab, rowStart, position } = this.#buffer;
    // Behind its tag and its length, whose bytes but the last have their highest bit set.
    let lengthEnd = rowStart + 1;
    while ((slab[lengthEnd] ?? 0) > 0x7f) lengthEnd++;
    return slab.subarray(lengthEnd + 1, position);
  }

  #complete(slab: Uint8Array, end: number): Batch {
    const { slabs } = this.#buffer;
    slabs.hold(slab);
    const first = this.#nextOffset - this.#rows;
    const batch = new Batch(slab, this.#start, end, first, this.#rows, this.#format, slabs);
    this.#rows = 0;
    if (slab === this.#buffer.slab) this.#buffer.shrink();
    return batch;
  }
}
