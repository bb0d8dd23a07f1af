import { warnOnce } from "../warn-once.js";

/** This many rows awaited one after the other, each alone in flight, are no coincidence. */
const IN_TURN = 100;

/** Notices when every row is awaited before the next one is ingested, and says so once. */
export class AwaitedInTurn {
  readonly #table: string;
  #count = 0;
  /** Whether the row that was awaited last was alone in flight. */
  #isAlone = false;
  /** From an ack until the event loop goes round: whoever waited for it goes on in there. */
  #isAckTurn = false;

  constructor(table: string) {
    this.#table = table;
  }

  /** Nothing is in flight any more. */
  settled(): void {
    if (!this.#isAlone || this.#isAckTurn) return;
    this.#isAckTurn = true;
    setImmediate(this.#endTurn);
  }

  /** A row is awaited that is not acked yet. */
  notice(isAloneInFlight: boolean): void {
    this.#isAlone = isAloneInFlight;
    // A row that comes later, however soon, comes by itself: of a clock, of a request.
    this.#count = isAloneInFlight && this.#isAckTurn ? this.#count + 1 : 0;
    if (this.#count !== IN_TURN) return;
    warnOnce(
      "ZEROBUS_AWAITED_IN_TURN",
      `${this.#table}: every row is awaited before the next one is ingested, which costs a round trip for each; ingest many rows, then await flush()`,
    );
  }

  readonly #endTurn = (): void => {
    this.#isAckTurn = false;
  };
}
