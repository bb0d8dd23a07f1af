import type { Writable } from "node:stream";
import type { SeenStream } from "../activity/seen-stream.js";
import type { FaultBook } from "../faults/fault-book.js";
import { AckWriter } from "./ack-writer.js";
import type { Timers } from "./timers.js";

/** Far beyond what any client has in flight. */
const BEYOND = 1_000_000n;

/** What one stream's acks need to know. */
export interface AckContext {
  readonly faults: FaultBook;
  readonly stream: SeenStream;
  readonly timers: Timers;
  /** Resets the connection. */
  readonly cut: () => void;
}

/** The acknowledgements of one stream, and what faults make of them. Nothing is told that is not durable, save by a fault. */
export class StreamAcks {
  readonly #writer: AckWriter;
  readonly #context: AckContext;
  /** The newest offset whose turn has come, or is to come after a delay. */
  #heard = -1n;
  /** The first offset that is never acked. */
  #mutedFrom: bigint | undefined;
  #delayMs = 0;

  constructor(responses: Writable, context: AckContext) {
    this.#writer = new AckWriter(responses);
    this.#context = context;
  }

  /** Every request up to and including this offset is durable. */
  acknowledge(offset: bigint): void {
    const told = this.#mutedFrom === undefined || offset < this.#mutedFrom ? offset : this.#mutedFrom - 1n;
    if (told <= this.#heard) return;
    this.#heard = told;
    this.inOrder(() => this.#tell(told));
  }

  /** Later offsets than those of so many requests are never acked. */
  mute(requests: number): void {
    this.#mutedFrom ??= BigInt(requests);
  }

  /** From here on everything comes later. Never sooner again: the order stays. */
  delay(ms: number): void {
    this.#delayMs = Math.max(this.#delayMs, ms);
  }

  /** Runs something after every acknowledgement so far was sent. */
  inOrder(run: () => void): void {
    if (this.#delayMs === 0) run();
    else this.#context.timers.after(this.#delayMs, run);
  }

  /** Sends what a slow client has not yet taken. */
  flush(): void {
    this.#writer.flush();
  }

  #tell(offset: bigint): void {
    const { faults, stream } = this.#context;
    if (faults.isEmpty) {
      stream.acked(Number(offset) + 1);
      return this.#writer.write(offset);
    }
    const offsets = this.#struck(offset);
    if (offsets === undefined) return this.#context.cut();
    // Of two faults at once, one may take the offset and the other tell an earlier one, which is true as well.
    const honest = offsets.map((told) => (told === undefined || told > offset ? 0 : Number(told) + 1));
    stream.acked(Math.max(...honest));
    this.#writer.writeEach(offsets);
  }

  /** What is sent for an acknowledgement; nothing when the connection is cut over it. */
  #struck(offset: bigint): readonly (bigint | undefined)[] | undefined {
    const { faults, stream } = this.#context;
    const occasion = { table: stream.record.table, requests: Number(offset) + 1 };
    let offsets: readonly (bigint | undefined)[] = [offset];
    for (const { kind } of faults.strikes(
      "ack",
      occasion,
      (fault) => fault.kind !== "regress-ack" || offset > 0n,
    )) {
      switch (kind) {
        case "duplicate-ack":
          offsets = [...offsets, ...offsets];
          break;
        case "regress-ack":
          offsets = [...offsets, offset - 1n];
          break;
        case "ack-beyond":
          offsets = [offset + BEYOND];
          break;
        case "ack-without-offset":
          offsets = [undefined];
          break;
        case "ack-negative":
          offsets = [-1n];
          break;
        case "commit-then-cut":
          return undefined;
      }
    }
    return offsets;
  }
}
