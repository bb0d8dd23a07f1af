import type { TableDefinition } from "../codegen/table.js";
import { ZerobusError } from "../errors.js";
import { LONGEST_DELAY_MS } from "../longest-delay.js";
import {
  aBoolean,
  aFunction,
  anObject,
  aString,
  checkOptions,
  type OptionRule,
  wholeNumber,
} from "../option-rule.js";
import type { StreamOptions } from "../stream/options.js";
import { END_SIGNALS, type EndSignal } from "./drain.js";
import type { TableOptions } from "./open-table.js";
import type { Placement } from "./placed-table.js";
import type { ConnectionOptions } from "./settings.js";

/** Tables by the name they have on the client: what the generated index exports as `tables`. */
export type Tables = Readonly<Record<string, TableDefinition<never>>>;

/** How to connect. Everything but the tables has a default. */
export interface ConnectOptions<T extends Tables> extends ConnectionOptions, Placement {
  /** The tables to ingest into: the generated `tables`. */
  readonly tables: T;
  /** How the streams behave, all of them unless `streams` or `open` says otherwise. */
  readonly stream?: StreamOptions;
  /** How the stream of one table behaves, by the table's name in `tables`. */
  readonly streams?: {
    readonly [Name in keyof T]?: T[Name] extends TableDefinition<infer Row> ? TableOptions<Row> : never;
  };
  /**
   * Whether to compare each table with what its client was generated from, before its stream is first opened. A table
   * that has changed so that rows would be refused or misread fails the stream with `schema_mismatch` and all changes.
   * The catalog is asked with the client id and secret. Default false; a stream that the service refuses is explained
   * in the same way, in any case.
   */
  readonly verifyOnOpen?: boolean;
  /** Told once for each stream that gives up. What it is told also rejects `flush` and stands in `close`'s report. */
  readonly onError?: (error: ZerobusError) => void;
  /**
   * Signals that close the client, so that what is in flight becomes durable, before they end the process:
   * `["SIGTERM"]` in a container. Default none.
   */
  readonly drainOn?: readonly EndSignal[];
  /** Milliseconds for that. Default 25,000: a container is killed 30 s after its SIGTERM, mostly. */
  readonly drainTimeoutMs?: number;
  /** Names the application in the service's logs, after this package's own name. Visible ASCII. */
  readonly applicationName?: string;
}

const SIGNALS: ReadonlySet<unknown> = new Set(END_SIGNALS);

const RULES: Readonly<Record<keyof ConnectOptions<Tables>, OptionRule>> = {
  tables: anObject,
  stream: anObject,
  streams: anObject,
  catalog: aString,
  schema: aString,
  verifyOnOpen: aBoolean,
  onError: aFunction,
  drainOn: {
    wanted: `a list of ${END_SIGNALS.join(", ")}`,
    isMet: (value) => Array.isArray(value) && value.every((signal) => SIGNALS.has(signal)),
  },
  drainTimeoutMs: wholeNumber(0, LONGEST_DELAY_MS),
  applicationName: aString,
  endpoint: aString,
  workspaceUrl: aString,
  workspaceId: aString,
  clientId: aString,
  clientSecret: aString,
  token: aFunction,
  headersProvider: {
    wanted: "an object with a function `headers`",
    isMet: (value) => anObject.isMet(value) && typeof Reflect.get(Object(value), "headers") === "function",
  },
  proxy: { wanted: "an address, or false", isMet: (value) => typeof value === "string" || value === false },
  ca: { wanted: "certificates in PEM", isMet: (value) => typeof value === "string" || anObject.isMet(value) },
};

/**
 * Checks what the compiler would, for whoever has none, and what it cannot.
 * @throws ZerobusError `invalid_argument` naming the option, and never its value: it may be a secret.
 */
export function checkConnectOptions<T extends Tables>(options: ConnectOptions<T>): void {
  if (!anObject.isMet(options) || !anObject.isMet(options.tables)) {
    throw new ZerobusError("invalid_argument", "there are no tables to connect to", {
      hint: "connect({ tables }), with the generated `tables`",
    });
  }
  checkOptions<ConnectOptions<Tables>>("connect", RULES, { ...options }, false);
  const unknown = Object.keys(options.streams ?? {}).find((name) => !Object.hasOwn(options.tables, name));
  if (unknown === undefined) return;
  throw new ZerobusError("invalid_argument", `streams names ${JSON.stringify(unknown)}, which is no table`, {
    hint: `the tables are ${Object.keys(options.tables).join(", ")}`,
  });
}
