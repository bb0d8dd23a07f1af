import type { IngestStream } from "../stream/ingest-stream.js";

/**
 * What `ingest` gives for an accepted row: its offset now, and its durability when awaited.
 *
 * A receipt that nobody awaits costs nothing and rejects nowhere. A kept one holds no row.
 */
export class Receipt implements PromiseLike<number> {
  /** Place of the row in its stream: 0, 1, 2, … */
  readonly offset: number;
  readonly #stream: IngestStream;

  constructor(offset: number, stream: IngestStream) {
    this.offset = offset;
    this.#stream = stream;
  }

  /** Resolves with the offset when the row is durable; rejects when the stream ends without its ack. */
  // biome-ignore lint/suspicious/noThenProperty: awaiting a receipt is what it is for
  then<A = number, B = never>(
    onAcked?: ((offset: number) => A | PromiseLike<A>) | null,
    onFailed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#stream
      .whenAcked(this.offset)
      .then(() => this.offset)
      .then(onAcked, onFailed);
  }
}
