import { Bell } from "./bell.js";

/** Somebody who reads an answer that does not end by itself, until one of both leaves. */
export interface Visit {
  /** Wakes the answer up when there is news for it, and when the visit is over. */
  readonly bell: Bell;
  readonly isOver: boolean;
}

/** Visitors of a server: so many at a time, and none after it has closed. */
export class Visits {
  readonly #limit: number;
  readonly #open = new Set<OpenVisit>();
  #closed = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Begins an answer whose text comes in parts. A part is made when the reader takes it, so one who reads slowly costs
   * nothing.
   * @returns undefined when there are too many already
   */
  welcome(answer: (visit: Visit) => AsyncGenerator<string, void>): ReadableStream<Uint8Array> | undefined {
    if (this.#closed || this.#open.size >= this.#limit) return undefined;
    const visit = new OpenVisit();
    this.#open.add(visit);
    const parts = answer(visit);
    const leave = (): void => {
      visit.end();
      this.#open.delete(visit);
    };
    return new ReadableStream<Uint8Array>({
      async pull(reader) {
        try {
          const { value, done } = await parts.next();
          if (value !== undefined) reader.enqueue(Buffer.from(value));
          if (done !== true) return;
          leave();
          reader.close();
        } catch (error) {
          leave();
          reader.error(error);
        }
      },
      async cancel() {
        leave();
        await parts.return();
      },
    });
  }

  /** Ends every answer. */
  close(): void {
    this.#closed = true;
    for (const visit of this.#open) visit.end();
  }
}

class OpenVisit implements Visit {
  readonly bell: Bell = new Bell();
  isOver = false;

  end(): void {
    this.isOver = true;
    this.bell.ring();
  }
}
