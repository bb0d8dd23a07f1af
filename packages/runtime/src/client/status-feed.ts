import type { StreamStatus } from "../stream/status.js";
import type { WaitOptions } from "../stream/wait.js";
import { Waiters } from "../stream/waiters.js";

/** Where one lane of a table stream is. A stream without lanes is lane 0. */
export type LaneStatus = StreamStatus & { readonly lane: number };

/**
 * The latest status of each lane, to be watched by any number of readers. A reader that is slow misses what came and
 * went in between, never the latest.
 */
export class StatusFeed {
  readonly #latest: LaneStatus[];
  readonly #change = new Waiters("a change of the stream's status");

  constructor(lanes: number) {
    this.#latest = Array.from({ length: lanes }, (_, lane) => ({ kind: "idle", lane }));
  }

  publish(status: LaneStatus): void {
    // Two states of the machine, one to look at.
    if (status.kind === "rotating" && this.#latest[status.lane]?.kind === "rotating") return;
    this.#latest[status.lane] = status;
    this.#change.wake();
  }

  /** The present status of each lane, then every change. Ends when all lanes have ended. */
  async *watch(options: WaitOptions): AsyncGenerator<LaneStatus, void> {
    const seen: (LaneStatus | undefined)[] = [];
    while (true) {
      const fresh = this.#latest.filter((status) => seen[status.lane] !== status);
      for (const status of fresh) {
        seen[status.lane] = status;
        yield status;
      }
      if (fresh.length > 0) continue;
      if (this.#latest.every(({ kind }) => kind === "closed" || kind === "failed")) return;
      await this.#change.next(options);
    }
  }
}
