import { ZerobusError } from "../errors.js";

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
  /** Pause in milliseconds before the second attempt; doubles with each further one, with jitter. Default 2,000. */
  readonly recoveryBackoffMs?: number;
  /**
   * Attempts after the first failed one before the stream gives up. Default 4. An ack, or 15 s of uptime, starts the
   * count afresh.
   */
  readonly recoveryRetries?: number;
  /** Milliseconds that a sent row may wait for progress of the acks. Default 60,000. */
  readonly serverLackOfAckTimeoutMs?: number;
  /** Milliseconds that `flush`, `close` and an awaited receipt wait. Default 300,000. */
  readonly flushTimeoutMs?: number;
  /**
   * Most milliseconds to go on reading acks after the server has signalled that it will close the stream. Default:
   * as long as the server said. 0 reconnects at once.
   */
  readonly streamPausedMaxWaitTimeMs?: number;
}

/** {@link StreamOptions} with every default filled in. */
export type ResolvedStreamOptions = Required<Omit<StreamOptions, "streamPausedMaxWaitTimeMs">> & {
  readonly streamPausedMaxWaitTimeMs: number | undefined;
};

const DEFAULTS: ResolvedStreamOptions = {
  maxInflightRequests: 1_000_000,
  maxInflightBytes: 64 * 1024 * 1024,
  recovery: true,
  recoveryTimeoutMs: 15_000,
  recoveryBackoffMs: 2_000,
  recoveryRetries: 4,
  serverLackOfAckTimeoutMs: 60_000,
  flushTimeoutMs: 300_000,
  streamPausedMaxWaitTimeMs: undefined,
};

const LEAST: Readonly<Record<string, number>> = {
  maxInflightRequests: 1,
  maxInflightBytes: 1,
  recoveryTimeoutMs: 1,
  recoveryBackoffMs: 0,
  recoveryRetries: 0,
  serverLackOfAckTimeoutMs: 1,
  flushTimeoutMs: 1,
  streamPausedMaxWaitTimeMs: 0,
};

/**
 * Fills in the defaults.
 * @throws ZerobusError `invalid_argument` naming the option that is unknown or out of range.
 */
export function resolveStreamOptions(options: StreamOptions): ResolvedStreamOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw new ZerobusError("invalid_argument", `there is no stream option ${JSON.stringify(name)}`, {
        hint: `the options are ${Object.keys(DEFAULTS).join(", ")}`,
      });
    }
    const least = LEAST[name];
    const valid =
      least === undefined
        ? typeof value === "boolean"
        : Number.isSafeInteger(value) && Number(value) >= least;
    if (!valid) {
      const wanted = least === undefined ? "true or false" : `a whole number from ${least}`;
      throw new ZerobusError("invalid_argument", `option ${name} must be ${wanted}, got ${String(value)}`);
    }
  }
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}
