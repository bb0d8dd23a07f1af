/**
 * What the console shows, as its JSON endpoints answer it: plain JSON, shared with the page. Moments are milliseconds since
 * 1970, names end in `At`; durations end in `Ms`.
 */

import type { Second } from "../activity/seconds.js";
import type { FaultRule } from "../faults/fault-rule.js";

/** All that changes while a server runs, but for the rows. `GET /console/api/state`, and the event `state`. */
export interface StateView {
  readonly server: ServerView;
  /** By name. */
  readonly tables: readonly TableView[];
  /** The newest two hundred that live, and the newest fifty of those that are over; newest first. */
  readonly streams: readonly StreamView[];
  /** The rules that may still strike, in the order they were added. */
  readonly faults: readonly FaultView[];
  /** What was refused, newest first, two hundred at most. */
  readonly refusals: readonly RefusalView[];
  /** Newest first, a hundred at most. */
  readonly commits: readonly CommitView[];
}

export interface ServerView {
  readonly endpoint: string;
  /** Where the tables are kept; null when that is memory. */
  readonly dir: string | null;
  /** Whether an ack means that a reader of the table sees the row, or that it is durable and will be seen. */
  readonly ack: "committed" | "durable";
  readonly version: string;
  readonly startedAt: number;
  /** Since the start. */
  readonly totals: {
    readonly rows: number;
    readonly bytes: number;
    readonly commits: number;
    readonly refusals: number;
  };
}

export interface TableView {
  readonly fullName: string;
  readonly directory: string | null;
  /** Number of the newest commit. */
  readonly version: number;
  readonly columns: readonly ColumnView[];
  /** Live streams onto it. */
  readonly streams: number;
  /** Rows committed since the start. */
  readonly rows: number;
  readonly lastCommitAt: number | null;
  /** How the generated code stands to the table; null when the server knows no generated code for it. */
  readonly drift: DriftView | null;
}

export interface ColumnView {
  readonly name: string;
  /** As SQL spells it. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string | null;
  /** Why no row can have a value of it; null for every other column. */
  readonly unsupported: string | null;
}

/** The code that was generated for a table, and the table as it is now. */
export interface DriftView {
  /** `same`: made for each other; `compatible`: rows of the code still fit; `breaking`: they do not. */
  readonly verdict: "same" | "compatible" | "breaking";
  readonly generatedFingerprint: string;
  readonly tableFingerprint: string;
  readonly changes: readonly { readonly level: "info" | "warning" | "breaking"; readonly text: string }[];
}

export interface StreamView {
  readonly id: number;
  readonly table: string | null;
  readonly recordType: "PROTO" | "JSON" | null;
  readonly peer: string;
  /** The `user-agent` of its client. */
  readonly client: string | null;
  readonly openedAt: number;
  /** Null while it lives. */
  readonly endedAt: number | null;
  /** How it ended, in the words of the stream log; null while it lives. */
  readonly ended: string | null;
  /** The status that it was refused with. */
  readonly code: string | null;
  /** Requests, counted from 1: received and checked, stored, and told to be durable. The lag is received less acked. */
  readonly received: number;
  readonly committed: number;
  readonly acked: number;
  readonly rows: number;
  readonly bytes: number;
}

export interface FaultView {
  readonly id: number;
  readonly rule: FaultRule;
  readonly hits: number;
}

export interface RefusalView {
  readonly at: number;
  /** What was refused. */
  readonly what: "token" | "stream" | "record" | "request";
  readonly table: string | null;
  readonly code: string;
  readonly message: string;
}

export interface CommitView {
  readonly at: number;
  readonly table: string;
  readonly version: number;
  /** `materialize`: rows that were durable before, in the log of the table. */
  readonly operation: "append" | "materialize" | "alter" | "create";
  readonly rows: number;
  readonly bytes: number;
  readonly durationMs: number;
}

/** What one second came to. `GET /console/api/samples` answers the newest six hundred, oldest first; event `sample`. */
export type Sample = Second;

/**
 * The newest rows of one table, newest first. `GET /console/api/tables/{name}/rows?limit=50`. Fewer than asked for when
 * the table has no more, or when they are large.
 */
export interface RowsView {
  readonly table: string;
  readonly version: number;
  /**
   * Column name to value, as JSON that keeps every digit: BIGINT, DECIMAL and VARIANT as text, times and days in ISO 8601,
   * BINARY in base64; a MAP is an object, or a list of pairs when its keys are no text.
   */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}
