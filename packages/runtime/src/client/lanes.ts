import type { WriteStruct } from "../codegen/row-writer.js";
import { BackpressureError } from "../errors.js";
import type { Spool } from "../spool/spool.js";
import { IngestStream, type StreamContext, type StreamEnd } from "../stream/ingest-stream.js";
import type { WaitOptions } from "../stream/wait.js";
import { Waiters } from "../stream/waiters.js";
import type { RowStream } from "./row-stream.js";

/** What decides on a row's lane: rows with the same key keep their order. */
export type LaneKey<Row> = (row: Row) => string | number | bigint;

/**
 * Several streams onto one table that act as one: one window, one flush, one end. Rows with the same key go through
 * the same lane; without a key, a row goes where the fewest are in flight.
 *
 * An offset names a row among those of all lanes, and rises within a lane. When a lane gives up, no row is taken any
 * more; what the other lanes have accepted still goes out.
 */
export class Lanes<Row> implements RowStream<Row> {
  readonly #context: StreamContext;
  readonly #key: LaneKey<Row> | undefined;
  readonly #lanes: readonly IngestStream[];
  readonly #room: Waiters;
  /** What is in flight in all lanes: added to with each row, counted anew with each ack. */
  #rows = 0;
  #bytes = 0;
  /** False once a lane is over, or all are being closed. */
  #takesRows = true;

  /** The spools, where there are any, are those of the lanes, in their order. */
  constructor(context: StreamContext, key: LaneKey<Row> | undefined, spools: readonly Spool[] = []) {
    this.#context = context;
    this.#key = key;
    this.#room = new Waiters(`room in the window of ${context.table}`);
    const count = context.options.lanes;
    this.#lanes = Array.from({ length: count }, (_, index) => this.#lane(index, count, spools[index]));
  }

  get accepted(): number {
    return this.#sum((lane) => lane.accepted);
  }

  get acked(): number {
    return this.#sum((lane) => lane.acked);
  }

  get rejected(): number {
    return this.#sum((lane) => lane.rejected);
  }

  get isFull(): boolean {
    const { maxInflightRequests, maxInflightBytes } = this.#context.options;
    return this.#rows >= maxInflightRequests || this.#bytes >= maxInflightBytes;
  }

  ingest(row: Row, write: WriteStruct<Row>): number {
    if (!this.#takesRows) this.#assertUsable();
    if (this.isFull) throw new BackpressureError(this.#context.table, this.#rows, this.#bytes);
    const lane = this.#laneOf(row);
    const before = lane.inflightBytes;
    const offset = lane.ingest(row, write);
    this.#rows++;
    this.#bytes += lane.inflightBytes - before;
    return offset;
  }

  replay(row: Row, write: WriteStruct<Row>): void {
    this.#laneOf(row).replay(row, write);
    this.#count();
  }

  together(work: () => void): void {
    this.#lanes.reduce((all, lane) => () => lane.together(all), work)();
  }

  async open(options: WaitOptions = {}): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.open(options)));
  }

  async ready(options: WaitOptions = {}): Promise<void> {
    this.#assertUsable();
    while (this.isFull) {
      await this.#room.next(options);
      this.#assertUsable();
    }
  }

  whenAcked(offset: number, options: WaitOptions = {}): Promise<number> {
    const lane = this.#lanes[offset % this.#lanes.length];
    return lane === undefined ? Promise.resolve(offset) : lane.whenAcked(offset, options);
  }

  /** Rejects with the first lane's failure, when all lanes have done what they can. */
  async flush(options: WaitOptions = {}): Promise<void> {
    const flushed = await Promise.allSettled(this.#lanes.map((lane) => lane.flush(options)));
    for (const lane of flushed) if (lane.status === "rejected") throw lane.reason;
  }

  async close(options: WaitOptions = {}): Promise<StreamEnd> {
    this.#takesRows = false;
    const ends = await Promise.all(this.#lanes.map((lane) => lane.close(options)));
    return {
      acked: ends.reduce((sum, { acked }) => sum + acked, 0),
      rejected: ends.reduce((sum, { rejected }) => sum + rejected, 0),
      spooled: ends.reduce((sum, { spooled }) => sum + spooled, 0),
      unacked: ends.flatMap(({ unacked }) => unacked),
      error: ends.find(({ error }) => error !== undefined)?.error,
    };
  }

  #lane(index: number, count: number, spool: Spool | undefined): IngestStream {
    const { onAck, onState } = this.#context;
    return new IngestStream({
      ...this.#context,
      lane: { index, count },
      spool,
      onAck: (offset) => {
        this.#count();
        onAck?.(offset);
        this.#room.wake();
      },
      onState: (state, lane) => {
        onState?.(state, lane);
        if (state.kind !== "failed" && state.kind !== "closed") return;
        this.#takesRows = false;
        this.#room.wake();
      },
    });
  }

  #laneOf(row: Row): IngestStream {
    const lanes = this.#lanes;
    let least = lanes[0];
    if (least === undefined) throw new RangeError("there is no lane");
    if (this.#key !== undefined) return lanes[hash(this.#key(row)) % lanes.length] ?? least;
    for (const lane of lanes) if (lane.inflightRequests < least.inflightRequests) least = lane;
    return least;
  }

  #count(): void {
    this.#rows = this.#sum((lane) => lane.inflightRequests);
    this.#bytes = this.#sum((lane) => lane.inflightBytes);
  }

  #sum(count: (lane: IngestStream) => number): number {
    return this.#lanes.reduce((sum, lane) => sum + count(lane), 0);
  }

  /** A lane that is over ends the whole. */
  #assertUsable(): void {
    for (const lane of this.#lanes) lane.assertUsable();
  }
}

/** FNV-1a over the UTF-16 code units of the key's text: the same key has the same lane in every process. */
function hash(key: string | number | bigint): number {
  const text = String(key);
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
