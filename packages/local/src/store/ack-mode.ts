import { deltaFormat } from "./delta-format.js";
import type { TableFormat } from "./table-store.js";
import { walFormat, withoutWal } from "./wal/wal-format.js";

/**
 * What an ack says of rows: `committed`, that they are in the table; `durable`, that they are in its log, and in the table
 * some seconds later, as the service does it.
 */
export type AckMode = "committed" | "durable";

/** When rows are acked, and how long they may wait after that. */
export interface AckOptions {
  /** Default `committed`. */
  readonly ack?: AckMode;
  /** Milliseconds that durable rows wait for their table. Default 5,000. */
  readonly materializeEveryMs?: number;
}

const MATERIALIZE_EVERY_MS = 5_000;
/** Timers of Node take no more. */
const LONGEST_MS = 2 ** 31 - 1;

/** The same, all of it said. Plain data: it crosses to the thread that keeps the tables. */
export type AckSettings = Readonly<Required<AckOptions>>;

/**
 * Fills in what was not said.
 * @throws {RangeError} when rows can not wait for so long
 */
export function ackSettings(options: AckOptions): AckSettings {
  const { ack = "committed", materializeEveryMs = MATERIALIZE_EVERY_MS } = options;
  if (!(materializeEveryMs >= 0 && materializeEveryMs <= LONGEST_MS)) {
    throw new RangeError(`materializeEveryMs is ${materializeEveryMs}, and must be from 0 to ${LONGEST_MS}`);
  }
  return { ack, materializeEveryMs };
}

/** Delta tables with such acks. Whatever was served before with others, every acked row gets into its table. */
export function tablesAcked(
  { ack, materializeEveryMs }: AckSettings,
  log: (line: string) => void,
): TableFormat {
  return ack === "durable"
    ? walFormat(deltaFormat, { materializeEveryMs, log })
    : withoutWal(deltaFormat, log);
}
