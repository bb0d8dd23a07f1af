import type { Row } from "../schema/row.js";
import type { TableStore } from "./table-store.js";

/** One request, decoded and checked, waiting for its commit. */
export interface PendingRequest {
  readonly source: CommitSource;
  readonly offset: bigint;
  readonly rows: readonly Row[];
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

const MAX_GROUP_ROWS = 65_536;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

/**
 * The way into one table. An idle table commits at once; what arrives during a commit waits and goes into the
 * next one together. Requests of a source are committed in the order they came, and after a failure none of
 * that source's later ones is, so the offsets that it is told have no gaps.
 */
export class GroupCommit {
  readonly #table: TableStore;
  readonly #before: () => Promise<void> | undefined;
  #waiting: PendingRequest[] = [];
  #running: Promise<void> | undefined;

  /** `before` is awaited before every commit; a rejection fails the commit. */
  constructor(table: TableStore, before: () => Promise<void> | undefined = () => undefined) {
    this.#table = table;
    this.#before = before;
  }

  add(request: PendingRequest): void {
    this.#waiting.push(request);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is waiting any more, committed or failed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What the same burst of messages brings joins the first commit.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup());
    this.#running = undefined;
  }

  /** The requests that fit one commit; always one at least. */
  #takeGroup(): PendingRequest[] {
    let rows = 0;
    let bytes = 0;
    const tooMuch = this.#waiting.findIndex((request) => {
      rows += request.rows.length;
      bytes += request.bytes;
      return rows > MAX_GROUP_ROWS || bytes > MAX_GROUP_BYTES;
    });
    return this.#waiting.splice(0, tooMuch === -1 ? this.#waiting.length : Math.max(tooMuch, 1));
  }

  async #commit(group: readonly PendingRequest[]): Promise<void> {
    try {
      const held = this.#before();
      if (held !== undefined) await held;
      await this.#table.append(group.flatMap(({ rows }) => rows));
    } catch (reason) {
      const sources = new Set(group.map(({ source }) => source));
      this.#waiting = this.#waiting.filter(({ source }) => !sources.has(source));
      for (const source of sources) source.failed(reason);
      return;
    }
    const done = new Map<CommitSource, { offset: bigint; bytes: number }>();
    for (const { source, offset, bytes } of group) {
      done.set(source, { offset, bytes: bytes + (done.get(source)?.bytes ?? 0) });
    }
    for (const [source, { offset, bytes }] of done) source.committed(offset, bytes);
  }
}
