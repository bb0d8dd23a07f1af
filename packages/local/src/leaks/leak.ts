import type { StreamRecord } from "../activity/stream-log.js";
import type { FaultBook } from "../faults/fault-book.js";
import type { FaultRule } from "../faults/fault-rule.js";

/**
 * Something that a test is not likely to have meant.
 * - `open-stream`: a stream that nobody closed
 * - `unacked`: a stream whose client went away before all of its requests were acked
 * - `unused-fault`: a rule that never struck
 */
export type Leak =
  | ({ readonly kind: "open-stream" } & LeakedStream)
  | ({ readonly kind: "unacked" } & LeakedStream)
  | { readonly kind: "unused-fault"; readonly rule: FaultRule };

interface LeakedStream {
  /** Undefined for a stream that was never created. */
  readonly table: string | undefined;
  /** Ingest requests that were accepted. */
  readonly requests: number;
  /** How many of them its client was told to be durable. */
  readonly acked: number;
}

/** A server was closed strictly, and something had leaked. */
export class LeakError extends Error {
  readonly leaks: readonly Leak[];

  constructor(leaks: readonly Leak[]) {
    super(["the local server was left with", ...leaks.map((leak) => `  - ${formatLeak(leak)}`)].join("\n"));
    this.name = "LeakError";
    this.leaks = leaks;
  }
}

/**
 * What leaked so far. Once a fault has struck, a client may well leave a stream before its acks, and ingest the rows
 * again on another: no stream counts as `unacked` then.
 */
export function findLeaks(streams: readonly StreamRecord[], faults: FaultBook): readonly Leak[] {
  return [
    ...streams.flatMap(({ table, requests, acked, ended }): Leak[] => {
      if (ended === undefined) return [{ kind: "open-stream", table, requests, acked }];
      if (ended !== "reset" || acked === requests || faults.hasStruck) return [];
      return [{ kind: "unacked", table, requests, acked }];
    }),
    ...faults
      .list()
      .filter(({ hits }) => hits === 0)
      .map(({ rule }): Leak => ({ kind: "unused-fault", rule })),
  ];
}

function formatLeak(leak: Leak): string {
  switch (leak.kind) {
    case "open-stream":
      return `an open stream ${onto(leak)}: ${countsOf(leak)}; close it, or the client`;
    case "unacked":
      return `a stream ${onto(leak)} whose client went away: ${countsOf(leak)}; await its flush or close`;
    case "unused-fault":
      return `a fault that never struck: ${JSON.stringify(leak.rule)}`;
  }
}

function onto({ table }: LeakedStream): string {
  return table === undefined ? "that was never created" : `onto ${table}`;
}

function countsOf({ requests, acked }: LeakedStream): string {
  return `${requests} request${requests === 1 ? "" : "s"}, ${acked} acked`;
}
