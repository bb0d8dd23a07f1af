import type { EncodedRows } from "../record/encoded-rows.js";
import { type Gathered, Linger } from "./linger.js";
import type { Appended, TableStore } from "./table-store.js";

/** One request, checked, waiting for its commit. */
export interface PendingRequest {
  readonly source: CommitSource;
  readonly offset: bigint;
  readonly rows: EncodedRows;
  /** Size on the wire. */
  readonly bytes: number;
}

/** Who hears what became of its requests: one stream. */
export interface CommitSource {
  /** Every request up to and including this offset is durable; `bytes` of them were waiting until now. */
  committed(offset: bigint, bytes: number): void;
  /** A commit failed, and with it every request of this source that was still waiting. */
  failed(reason: unknown): void;
}

/** Who looks on while a table is committed to. */
export interface GroupCommitHooks {
  /** Awaited before every commit of rows; a rejection fails it. */
  readonly before?: () => Promise<void> | undefined;
  /** Hears of every commit of rows that came to be. */
  readonly after?: (appended: Appended, rows: number, durationMs: number) => void;
}

/** What has the table to itself when its turn comes. */
interface Turn {
  readonly run: () => Promise<void>;
}

/** Decoded, they take some ten times the room. More would make commits longer, and hardly cheaper by the row. */
const MAX_GROUP_ROWS = 16_384;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

/**
 * The way into one table. An idle table commits at once; what arrives during a commit, and while {@link Linger} has it
 * wait, goes into the next one together. Requests of a source are committed in the order they came, and after a failure none of
 * that source's later ones is, so the offsets that it is told have no gaps. What has to be {@link alone} waits in the
 * same line.
 */
export class GroupCommit {
  readonly #table: TableStore;
  readonly #hooks: GroupCommitHooks;
  readonly #linger: Linger = new Linger();
  #waiting: (PendingRequest | Turn)[] = [];
  /** All that waits. */
  #gathered: Gathered = { rows: 0, bytes: 0 };
  #running: Promise<void> | undefined;
  /** Whether somebody wants what waits to be committed now. */
  #isHurried = false;
  /** Ends the wait for more rows, if there is one. */
  #wake: () => void = () => {};

  constructor(table: TableStore, hooks: GroupCommitHooks = {}) {
    this.#table = table;
    this.#hooks = hooks;
  }

  add(request: PendingRequest): void {
    const { rows, bytes } = this.#gathered;
    this.#waiting.push(request);
    this.#gathered = { rows: rows + request.rows.records.length, bytes: bytes + request.bytes };
    if (this.#linger.waitMs(performance.now(), this.#gathered) === 0) this.#wake();
    this.#running ??= this.#run();
  }

  /** Commits what waits without waiting for more. */
  hurry(): void {
    this.#isHurried = this.#waiting.length > 0;
    this.#wake();
  }

  /**
   * Runs something between the commits: after what is waiting now, before what comes later. If it fails, everything
   * that waits by then fails with it.
   */
  alone(run: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = async (): Promise<void> => {
        try {
          await run();
          resolve();
        } catch (reason) {
          this.#fail(this.#waiting.filter(isRequest), reason);
          reject(reason);
        }
      };
      this.#waiting.push({ run: turn });
      this.hurry();
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting any more, committed or failed. */
  async settled(): Promise<void> {
    this.hurry();
    await this.#running;
  }

  async #run(): Promise<void> {
    // What the same burst of messages brings joins the first commit.
    await new Promise(setImmediate);
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      if (!isRequest(next)) {
        await this.#takeTurn(next);
        continue;
      }
      await this.#gather();
      await this.#commit(this.#takeGroup());
    }
    this.#running = undefined;
  }

  /** Waits for more, as long as it is worth it. */
  async #gather(): Promise<void> {
    while (!this.#isHurried) {
      const waitMs = this.#linger.waitMs(performance.now(), this.#gathered);
      if (waitMs === 0) return;
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, waitMs).unref();
      });
      clearTimeout(timer);
    }
  }

  /** The requests that fit one commit; always one at least. */
  #takeGroup(): PendingRequest[] {
    let rows = 0;
    let bytes = 0;
    const end = this.#waiting.findIndex((request) => {
      if (!isRequest(request)) return true;
      rows += request.rows.records.length;
      bytes += request.bytes;
      return rows > MAX_GROUP_ROWS || bytes > MAX_GROUP_BYTES;
    });
    const taken = this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(end, 1));
    this.#countWaiting();
    return taken.filter(isRequest);
  }

  #countWaiting(): void {
    const requests = this.#waiting.filter(isRequest);
    this.#gathered = {
      rows: requests.reduce((sum, { rows }) => sum + rows.records.length, 0),
      bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    if (this.#waiting.length === 0) this.#isHurried = false;
  }

  async #takeTurn(turn: Turn): Promise<void> {
    this.#waiting.shift();
    await turn.run();
  }

  async #commit(group: readonly PendingRequest[]): Promise<void> {
    const startedAt = performance.now();
    const rows = group.reduce((sum, request) => sum + request.rows.records.length, 0);
    try {
      const held = this.#hooks.before?.();
      if (held !== undefined) await held;
      const appended = await this.#table.append(group.map(({ rows }) => rows));
      this.#hooks.after?.(appended, rows, performance.now() - startedAt);
    } catch (reason) {
      return this.#fail(group, reason);
    } finally {
      const endedAt = performance.now();
      this.#linger.committed(endedAt, rows, endedAt - startedAt);
    }
    const done = new Map<CommitSource, { offset: bigint; bytes: number }>();
    for (const { source, offset, bytes } of group) {
      done.set(source, { offset, bytes: bytes + (done.get(source)?.bytes ?? 0) });
    }
    for (const [source, { offset, bytes }] of done) source.committed(offset, bytes);
  }

  /** Fails the sources of these requests, and whatever else of theirs is waiting. */
  #fail(requests: readonly PendingRequest[], reason: unknown): void {
    const sources = new Set(requests.map(({ source }) => source));
    this.#waiting = this.#waiting.filter((next) => !isRequest(next) || !sources.has(next.source));
    this.#countWaiting();
    for (const source of sources) source.failed(reason);
  }
}

function isRequest(next: PendingRequest | Turn): next is PendingRequest {
  return "source" in next;
}
