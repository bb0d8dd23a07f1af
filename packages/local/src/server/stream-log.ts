import type { RefusalCode } from "../ingest/refusal.js";

/** What came of one stream, as the server saw it. Plain JSON. */
export interface StreamRecord {
  /** The table that its headers name, or that it asked for; undefined before it did. */
  readonly table: string | undefined;
  /** Address and port of its client: streams with the same came over one connection. */
  readonly peer: string;
  /** Its request headers, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ingest requests that were accepted. */
  readonly requests: number;
  /** How many of them its client was told to be durable. */
  readonly acked: number;
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

const KEPT = 1000;

/** The newest thousand streams of a server, in the order they came. */
export class StreamLog {
  #records: OpenRecord[] = [];

  open(request: Pick<StreamRecord, "table" | "peer" | "headers">): OpenRecord {
    const record: OpenRecord = {
      ...request,
      requests: 0,
      acked: 0,
      halfClosed: false,
      ended: undefined,
      code: undefined,
    };
    this.#records.push(record);
    if (this.#records.length > KEPT) this.#records.shift();
    return record;
  }

  /** Forgets the streams that are over. */
  forgetEnded(): void {
    this.#records = this.#records.filter(({ ended }) => ended === undefined);
  }

  list(): readonly StreamRecord[] {
    return this.#records.map((record) => ({ ...record }));
  }
}
