import { warnOnce } from "../warn-once.js";

/** This many rows awaited one after the other, each alone in flight, are no coincidence. */
const IN_TURN = 100;

/** A row that comes later than this after the ack before it was not waiting for that ack. */
const AT_ONCE_MS = 10;

/** Notices when every row is awaited before the next one is ingested, and says so once. */
export class AwaitedInTurn {
  readonly #table: string;
  #count = 0;
  #ackedAt = Number.NEGATIVE_INFINITY;

  constructor(table: string) {
    this.#table = table;
  }

  /** Rows were acked. */
  acked(): void {
    this.#ackedAt = performance.now();
  }

  /** A row is awaited that is not acked yet. */
  notice(isAloneInFlight: boolean): void {
    const isInTurn = isAloneInFlight && performance.now() - this.#ackedAt < AT_ONCE_MS;
    this.#count = isInTurn ? this.#count + 1 : 0;
    if (this.#count !== IN_TURN) return;
    warnOnce(
      "ZEROBUS_AWAITED_IN_TURN",
      `${this.#table}: every row is awaited before the next one is ingested, which costs a round trip for each; ingest many rows, then await flush()`,
    );
  }
}
