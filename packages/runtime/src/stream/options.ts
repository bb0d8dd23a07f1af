import { aBoolean, anObject, aPath, checkOptions, type OptionRule, wholeNumber } from "../option-rule.js";
import type { RecordFormat } from "../row/record-format.js";
import { type ResolvedSpoolOptions, resolveSpoolOptions, type SpoolOptions } from "../spool/spool-options.js";

/** How one stream behaves. The official SDKs' names and defaults, where they have the option. */
export interface StreamOptions {
  /** Most rows accepted and not yet acked. Default 1,000,000. */
  readonly maxInflightRequests?: number;
  /** Most bytes of such rows, encoded. Default 64 MiB. */
  readonly maxInflightBytes?: number;
  /** Whether to reconnect and send unacked rows again after a retryable failure. Default true. */
  readonly recovery?: boolean;
  /** Milliseconds for one attempt: credentials, connection and creation of the stream. Default 15,000. */
  readonly recoveryTimeoutMs?: number;
  /**
   * Shortest pause in milliseconds between two attempts. Default 2,000. The longest is three times that after the first
   * failure and doubles with each further one, up to 30 s; each pause is at random in between.
   */
  readonly recoveryBackoffMs?: number;
  /**
   * Attempts after the first failed one before the stream gives up, if `recoveryBudgetMs` is over too. Default 4. An
   * ack, or 15 s of uptime, starts the count afresh.
   */
  readonly recoveryRetries?: number;
  /**
   * Milliseconds for which a stream that has been open is tried to be had back, at least. Default 300,000; 0, which
   * leaves the number of attempts alone to decide, when `recoveryRetries` is given.
   */
  readonly recoveryBudgetMs?: number;
  /** Milliseconds that a sent row may wait for progress of the acks. Default 60,000. */
  readonly serverLackOfAckTimeoutMs?: number;
  /** Milliseconds that `flush`, `close` and an awaited receipt wait. Default 300,000. */
  readonly flushTimeoutMs?: number;
  /**
   * Most milliseconds to go on reading acks after the server has signalled that it will close the stream. Default:
   * as long as the server said. 0 reconnects at once.
   */
  readonly streamPausedMaxWaitTimeMs?: number;
  /** How rows travel: as protobuf, or as lossless JSON text of the same typed rows. Default `proto`. */
  readonly recordType?: RecordFormat;
  /**
   * Keeps accepted rows on disk until they are acked, so that a killed process loses none: the next one sends them.
   * Default: rows are kept in memory only.
   */
  readonly spool?: SpoolOptions | undefined;
  /**
   * File that rows which the server rejects are appended to, a JSON object a line; `onRejected`, if there is one, is
   * told afterwards. Default none.
   */
  readonly deadLetterFile?: string | undefined;
  /**
   * Most rows that the server may reject one by one, where rejected rows are handed over, before the stream gives up;
   * with lanes, in each. Default 1,000.
   */
  readonly maxRejectedRows?: number;
  /**
   * Streams to open for the table, 64 at most: one stream has a quota, and keeps to one core of the service. Order is
   * kept within a lane. Default 1.
   */
  readonly lanes?: number;
}

/** {@link StreamOptions} with every default filled in. */
export type ResolvedStreamOptions = Required<Omit<StreamOptions, "streamPausedMaxWaitTimeMs" | "spool">> & {
  readonly streamPausedMaxWaitTimeMs: number | undefined;
  readonly spool: ResolvedSpoolOptions | undefined;
};

const DEFAULTS: ResolvedStreamOptions = {
  maxInflightRequests: 1_000_000,
  maxInflightBytes: 64 * 1024 * 1024,
  recovery: true,
  recoveryTimeoutMs: 15_000,
  recoveryBackoffMs: 2_000,
  recoveryRetries: 4,
  recoveryBudgetMs: 300_000,
  serverLackOfAckTimeoutMs: 60_000,
  flushTimeoutMs: 300_000,
  streamPausedMaxWaitTimeMs: undefined,
  recordType: "proto",
  spool: undefined,
  deadLetterFile: undefined,
  maxRejectedRows: 1_000,
  lanes: 1,
};

const RULES: Readonly<Record<keyof StreamOptions, OptionRule>> = {
  maxInflightRequests: wholeNumber(1),
  maxInflightBytes: wholeNumber(1),
  recovery: aBoolean,
  recoveryTimeoutMs: wholeNumber(1),
  recoveryBackoffMs: wholeNumber(0),
  recoveryRetries: wholeNumber(0),
  recoveryBudgetMs: wholeNumber(0),
  serverLackOfAckTimeoutMs: wholeNumber(1),
  flushTimeoutMs: wholeNumber(1),
  streamPausedMaxWaitTimeMs: wholeNumber(0),
  recordType: { wanted: '"proto" or "json"', isMet: (value) => value === "proto" || value === "json" },
  spool: { ...anObject, wanted: "an object with a dir" },
  deadLetterFile: { ...aPath, wanted: "the path of a file" },
  maxRejectedRows: wholeNumber(0),
  lanes: wholeNumber(1, 64),
};

/**
 * Fills in the defaults.
 * @throws ZerobusError `invalid_argument` naming the option that is unknown or out of range.
 */
export function resolveStreamOptions(options: StreamOptions): ResolvedStreamOptions {
  checkOptions("stream", RULES, options, true);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  // Who counts attempts as with the official clients gets as many as with them.
  const counted = options.recoveryRetries === undefined ? {} : { recoveryBudgetMs: 0 };
  const spool = options.spool === undefined ? undefined : resolveSpoolOptions(options.spool);
  return { ...DEFAULTS, ...counted, ...Object.fromEntries(given), spool };
}
