import type { WaitOptions } from "../stream/wait.js";

/** What tells a receipt that its row is durable. */
export interface AckSource {
  whenAcked(offset: number, options?: WaitOptions): Promise<number>;
}

/**
 * What `ingest` gives for an accepted row: its offset now, and its durability when awaited.
 *
 * A receipt that nobody awaits costs nothing and rejects nowhere. A kept one holds no row.
 */
export class Receipt implements PromiseLike<number> {
  /** Place of the row in its stream: 0, 1, 2, … With lanes, it rises within a lane, and no two rows have the same. */
  readonly offset: number;
  readonly #stream: AckSource;

  constructor(offset: number, stream: AckSource) {
    this.offset = offset;
    this.#stream = stream;
  }

  /** As awaiting the receipt itself, for as long as the signal lets it. */
  durable(options: WaitOptions = {}): Promise<number> {
    return this.#stream.whenAcked(this.offset, options);
  }

  /** Resolves with the offset when the row is durable; rejects when the stream ends without its ack. */
  // biome-ignore lint/suspicious/noThenProperty: awaiting a receipt is what it is for
  then<A = number, B = never>(
    onAcked?: ((offset: number) => A | PromiseLike<A>) | null,
    onFailed?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#stream.whenAcked(this.offset).then(onAcked, onFailed);
  }
}
