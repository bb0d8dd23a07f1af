import type { Batch } from "./batch.js";

/** What an ack did. */
export type AckOutcome =
  | { readonly kind: "progress"; readonly lastOffset: number; readonly rows: number; readonly bytes: number }
  /** Nothing new: at or below what was acked before. */
  | { readonly kind: "stale" }
  /** It acks a message that was never sent on this connection. */
  | { readonly kind: "beyond" };

const STALE: AckOutcome = { kind: "stale" };
const BEYOND: AckOutcome = { kind: "beyond" };

/** Below this the acked front of the queue is not worth moving the rest for. */
const COMPACT_AT = 1024;

/**
 * Completed batches that are not acked yet, oldest first.
 *
 * ```
 *   acked, to be compacted | sent on this connection | not sent
 *                          ^ head                    ^ sent
 * ```
 * Wire offsets count the messages of one connection, so the batch at `head` has the wire offset `#acked`.
 *
 * When the server rejects something of what was sent, that is suspect: from then on only half as much is in flight at
 * a time, until the culprit stands alone or everything suspect is acked.
 */
export class InFlight {
  /** A slot is emptied by its ack, so that the batch's memory goes at once. */
  #batches: (Batch | undefined)[] = [];
  #head = 0;
  #sent = 0;
  /** Messages acked on this connection. */
  #acked = 0;
  /** How many batches, from `head` on, the culprit is among. */
  #suspects = 0;
  /** Most batches in flight while there are suspects. */
  #probe = 0;

  /** True when a batch waits to be sent on this connection. */
  get hasUnsent(): boolean {
    return this.#sent < this.#batches.length;
  }

  /** True when another batch may be sent before the next ack. */
  get maySend(): boolean {
    return this.#suspects === 0 || this.#sent - this.#head < this.#probe;
  }

  /** True when a sent batch waits for its ack. */
  get awaitsAck(): boolean {
    return this.#sent > this.#head;
  }

  push(batch: Batch): void {
    this.#batches.push(batch);
  }

  /** The next message for this connection, from now on counted as sent. */
  next(): Uint8Array | undefined {
    const batch = this.maySend ? this.#batches[this.#sent] : undefined;
    if (batch === undefined) return undefined;
    const wireOffset = this.#acked + this.#sent - this.#head;
    this.#sent++;
    return batch.message(wireOffset);
  }

  /**
   * Applies a cumulative ack of this connection, on which the transport is done with the first `written` messages:
   * an ack may come too early, and what is not written yet is still to be read from its batch.
   */
  ack(wireOffset: number, written = 0): AckOutcome {
    if (wireOffset < this.#acked) return STALE;
    const count = wireOffset - this.#acked + 1;
    if (count > this.#sent - this.#head) return BEYOND;
    let [rows, bytes, lastOffset] = [0, 0, 0];
    const writtenEnd = this.#head + written - this.#acked;
    for (const end = this.#head + count; this.#head < end; this.#head++) {
      const batch = this.#batches[this.#head];
      if (batch === undefined) continue;
      rows += batch.rows;
      bytes += batch.byteLength;
      lastOffset = batch.lastOffset;
      this.#batches[this.#head] = undefined;
      if (this.#head < writtenEnd) batch.release();
    }
    this.#acked += count;
    this.#suspects = Math.max(this.#suspects - count, 0);
    this.#compact();
    return { kind: "progress", lastOffset, rows, bytes };
  }

  /** A new connection: everything unacked is to be sent again, from wire offset 0. */
  rewind(): void {
    this.#sent = this.#head;
    this.#acked = 0;
  }

  /**
   * The server rejected something of what awaits its ack, and the connection is over. Narrows the suspicion. Returns
   * the culprit once it is known: a batch of one row, the oldest in flight, to be dropped.
   */
  narrow(): Batch | undefined {
    const sent = this.#sent - this.#head;
    this.rewind();
    if (sent > 1) {
      this.#suspects = sent;
      this.#probe = Math.ceil(sent / 2);
      return undefined;
    }
    const batch = this.#batches[this.#head];
    if (sent === 0 || batch === undefined) return undefined;
    if (batch.rows === 1) return batch;
    this.#batches.splice(this.#head, 1, ...batch.split());
    this.#suspects = 2;
    this.#probe = 1;
    return undefined;
  }

  /** Takes the oldest batch out, after {@link narrow} has found that it is the culprit. */
  drop(): Batch | undefined {
    const [batch] = this.#batches.splice(this.#head, 1);
    this.#suspects = 0;
    return batch;
  }

  /** The unacked batches, oldest first. */
  unacked(): readonly Batch[] {
    return this.#batches.slice(this.#head).filter((batch) => batch !== undefined);
  }

  /** Lets go of empty slots, in amortised constant time: never more moves than there were acks. */
  #compact(): void {
    if (
      this.#head !== this.#batches.length &&
      (this.#head < COMPACT_AT || this.#head * 2 < this.#batches.length)
    ) {
      return;
    }
    this.#batches = this.#batches.slice(this.#head);
    this.#sent -= this.#head;
    this.#head = 0;
  }
}
