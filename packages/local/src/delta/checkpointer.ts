import { join } from "node:path";
import { checkpointName, writeCheckpoint } from "./checkpoint.js";
import { discard } from "./durable-file.js";
import { actionsOf, type Snapshot } from "./snapshot.js";

const COMMITS_PER_CHECKPOINT = 10;
const LEAST_INTERVAL_MS = 5_000;
/**
 * A checkpoint grows with its table, and the next commit waits for it: the pause after one is so many times as long as
 * it took at least, so that not one commit in a hundred is late for it.
 */
const PAUSE_FACTOR = 200;
/** The newest, and one more for whoever has just begun to read it. */
const KEPT = 2;

/** Writes checkpoints of one table, neither after every commit nor all the time. */
export class Checkpointer {
  readonly #log: string;
  /** Version of the newest checkpoint that is known. */
  #latest: number;
  #pausedUntil = 0;
  /** Versions of the checkpoints that this object has written and not removed, oldest first. */
  readonly #own: number[] = [];

  constructor(log: string, latest: number) {
    this.#log = log;
    this.#latest = latest;
  }

  /** Writes a checkpoint if it is time for one. Never rejects. */
  async afterCommit(snapshot: Snapshot): Promise<void> {
    if (performance.now() >= this.#pausedUntil) await this.finish(snapshot);
  }

  /** Writes a checkpoint if enough commits have come since the last one, whenever that was. Never rejects. */
  async finish(snapshot: Snapshot): Promise<void> {
    if (snapshot.version - this.#latest < COMMITS_PER_CHECKPOINT) return;
    const startedAt = performance.now();
    try {
      await writeCheckpoint(this.#log, snapshot.version, actionsOf(snapshot));
      this.#latest = snapshot.version;
      this.#own.push(snapshot.version);
      // Older ones of ours say nothing that the commits do not say; those of others are not ours to remove.
      for (const version of this.#own.splice(0, this.#own.length - KEPT)) {
        await discard(join(this.#log, checkpointName(version)));
      }
    } catch {
      // A checkpoint only shortens the way through the log. The commits are there, and a later one tries again.
    }
    const finishedAt = performance.now();
    this.#pausedUntil = finishedAt + Math.max(LEAST_INTERVAL_MS, PAUSE_FACTOR * (finishedAt - startedAt));
  }
}
