import type { RecordTypeName } from "../record/record-plan.js";
import { Arrivals } from "./arrivals.js";
import type { Clock } from "./clock.js";
import type { Happening } from "./local-event.js";
import type { Seconds } from "./seconds.js";
import { shortText } from "./short-text.js";
import type { OpenRecord, StreamLog } from "./stream-log.js";

const MAX_NAME = 1000;

/** What all streams of a server tell, and to whom. */
export interface StreamObservers {
  readonly log: StreamLog;
  readonly seconds: Seconds;
  readonly clock: Clock;
  readonly tell: (happening: Happening) => void;
}

/** One stream while it lives, as the server sees it: keeps its record, and counts it into the seconds. */
export class SeenStream {
  readonly record: OpenRecord;
  readonly #observers: StreamObservers;
  readonly #arrivals = new Arrivals();

  constructor(record: OpenRecord, observers: StreamObservers) {
    this.record = record;
    this.#observers = observers;
  }

  /** It asks for a table. */
  asked(table: string): void {
    this.record.table = shortText(table, MAX_NAME);
  }

  /** It is open. */
  created(recordType: RecordTypeName): void {
    this.record.recordType = recordType;
    const { id, table = null, headers } = this.record;
    const client = headers["user-agent"] ?? null;
    this.#observers.tell({ kind: "stream-opened", stream: id, table, recordType, client });
  }

  /** One more request was accepted, of this size on the wire. */
  received(rows: number, bytes: number): void {
    const { record } = this;
    const { clock, seconds } = this.#observers;
    record.requests += 1;
    record.rows += rows;
    record.bytes += bytes;
    this.#arrivals.add(clock.elapsed());
    seconds.received(clock.now(), 1);
  }

  /** So many requests are stored by now. */
  committed(requests: number): void {
    this.record.committed = Math.max(this.record.committed, requests);
  }

  /** The client was told that so many requests are durable by now. */
  acked(requests: number): void {
    const { record } = this;
    const newly = requests - record.acked;
    if (newly <= 0) return;
    record.acked = requests;
    if (record.endedAt !== undefined) return;
    const { clock, seconds } = this.#observers;
    const now = clock.now();
    const elapsed = clock.elapsed();
    this.#arrivals.take(newly, (at, count) => seconds.acked(now, count, elapsed - at));
  }

  /** It is over: nothing of it is waiting for an ack any more. */
  closed(): void {
    const { record } = this;
    if (record.endedAt !== undefined) return;
    const { clock, log, seconds } = this.#observers;
    const now = clock.now();
    seconds.abandoned(now, record.requests - record.acked);
    log.close(record, now);
    const { id, table = null, ended = "reset", code = null, requests, acked, rows } = record;
    this.#observers.tell({ kind: "stream-ended", stream: id, table, ended, code, requests, acked, rows });
  }
}
