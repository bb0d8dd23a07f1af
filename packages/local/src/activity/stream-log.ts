import type { RefusalCode } from "../ingest/refusal.js";
import type { RecordTypeName } from "../record/record-plan.js";
import { shortText } from "./short-text.js";

/** What came of one stream, as the server saw it. Plain JSON. */
export interface StreamRecord {
  /** Counted from 1, in the order they came. */
  readonly id: number;
  /** The table that its headers name, or that it asked for; undefined before it did. */
  readonly table: string | undefined;
  /** Undefined before it was created. */
  readonly recordType: RecordTypeName | undefined;
  /** Address and port of its client: streams with the same came over one connection. */
  readonly peer: string;
  /** Its request headers, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** When it came, in milliseconds since 1970. */
  readonly openedAt: number;
  /** Undefined while it lives. */
  readonly endedAt: number | undefined;
  /** Ingest requests that were accepted. */
  readonly requests: number;
  /** How many of them are stored. */
  readonly committed: number;
  /** How many of them its client was told to be durable. */
  readonly acked: number;
  /** What the accepted requests came to, on the wire. */
  readonly rows: number;
  readonly bytes: number;
  /** Whether the client said that it would send no more. Some do so with every reset, too. */
  readonly halfClosed: boolean;
  /** Undefined while it lives. */
  readonly ended: StreamEnd | undefined;
  /** The status that it was refused with; undefined for any other end. */
  readonly code: RefusalCode | undefined;
}

/**
 * How a stream ended.
 * - `half-close`: by its client, which then waited for the OK
 * - `refused`: by the server, with an error
 * - `ended`: by the server, well
 * - `reset`: by its client, which reset it or went away
 * - `struck`: by a scripted fault, which reset it or its connection; others on that connection are `reset`
 */
export type StreamEnd = "half-close" | "refused" | "ended" | "reset" | "struck";

/** A record while its stream lives. */
export type OpenRecord = { -readonly [K in keyof StreamRecord]: StreamRecord[K] };

/** What is known of a stream when it comes. */
export type ArrivedStream = Pick<StreamRecord, "table" | "peer" | "headers">;

const KEPT = 1000;
/** Longer than the name of any table. */
const MAX_NAME = 1000;

/** The newest thousand streams of a server in the order they came, and all that live. */
export class StreamLog {
  #records: OpenRecord[] = [];
  readonly #live = new Set<OpenRecord>();
  #opened = 0;

  open({ table, peer, headers }: ArrivedStream, now: number): OpenRecord {
    this.#opened += 1;
    const record: OpenRecord = {
      id: this.#opened,
      table: table && shortText(table, MAX_NAME),
      recordType: undefined,
      peer,
      headers,
      openedAt: now,
      endedAt: undefined,
      requests: 0,
      committed: 0,
      acked: 0,
      rows: 0,
      bytes: 0,
      halfClosed: false,
      ended: undefined,
      code: undefined,
    };
    this.#live.add(record);
    this.#records.push(record);
    if (this.#records.length > KEPT) this.#records.shift();
    return record;
  }

  /** Forgets the streams that are over. */
  forgetEnded(): void {
    this.#records = this.#records.filter(({ ended }) => ended === undefined);
  }

  /** Its stream is over. */
  close(record: OpenRecord, now: number): void {
    record.endedAt = now;
    this.#live.delete(record);
  }

  /** The newest thousand, oldest first. */
  list(): readonly StreamRecord[] {
    return this.#records.map((record) => ({ ...record }));
  }

  /** Those that live, oldest first. */
  live(): readonly StreamRecord[] {
    return [...this.#live];
  }

  /** The newest that are over, newest first. */
  over(limit: number): readonly StreamRecord[] {
    const over: StreamRecord[] = [];
    for (let i = this.#records.length - 1; i >= 0 && over.length < limit; i--) {
      const record = this.#records[i];
      if (record?.endedAt !== undefined) over.push(record);
    }
    return over;
  }
}
