/**
 * What went wrong, as a closed set of words.
 *
 * | code | means | retryable |
 * |---|---|---|
 * | `invalid_argument` | an option or call that can never work, or a request the service refused as malformed | no |
 * | `invalid_row` | the row does not fit its table; see {@link RowError} | no |
 * | `backpressure` | the in-flight window is full; see {@link BackpressureError} | yes |
 * | `unauthenticated` | no credentials, or the service does not accept them | no |
 * | `permission_denied` | known, but not allowed | no |
 * | `table_not_found` | no such table, or not visible to these credentials | no |
 * | `schema_mismatch` | the generated schema and the table differ | no |
 * | `unimplemented` | what answers is no Zerobus endpoint, or does not know what was asked of it | no |
 * | `unavailable` | the service, or the way to it, is down | yes |
 * | `timeout` | a deadline passed | yes |
 * | `protocol` | the server broke the protocol | yes |
 * | `row_rejected` | the server refuses this one row for its content | no |
 * | `spool` | the spool on disk cannot be read or written | no |
 * | `recovery_exhausted` | every attempt of the retry budget failed | no |
 * | `aborted` | the caller's `AbortSignal` fired | no |
 * | `closed` | the stream or client is closed | no |
 */
export type ErrorCode =
  | "invalid_argument"
  | "invalid_row"
  | "backpressure"
  | "unauthenticated"
  | "permission_denied"
  | "table_not_found"
  | "schema_mismatch"
  | "unimplemented"
  | "unavailable"
  | "timeout"
  | "protocol"
  | "row_rejected"
  | "spool"
  | "recovery_exhausted"
  | "aborted"
  | "closed";

const RETRYABLE: Readonly<Record<ErrorCode, boolean>> = {
  invalid_argument: false,
  invalid_row: false,
  backpressure: true,
  unauthenticated: false,
  permission_denied: false,
  table_not_found: false,
  schema_mismatch: false,
  unimplemented: false,
  unavailable: true,
  timeout: true,
  protocol: true,
  row_rejected: false,
  spool: false,
  recovery_exhausted: false,
  aborted: false,
  closed: false,
};

/**
 * Why the service says that a schema does not fit its table; a word that it may add later passes through.
 * The service has them in the metadata `causes` of a `google.rpc.ErrorInfo`.
 */
export type SchemaCause =
  | "FIELD_NOT_IN_TABLE"
  | "MISSING_REQUIRED_COLUMN"
  | "FIELD_OUT_OF_ORDER"
  | "TYPE_INCOMPATIBLE"
  | "FIELD_COUNT_MISMATCH"
  | (string & {});

/** How a table differs from what its client was generated from, where that keeps rows out. */
export interface SchemaChange {
  /** The kind of change: `column-removed`, `type-changed`, … as `zerobus-gen check` names it. */
  readonly rule: string;
  /** Where in the table: `items[].sku`. Absent where the table as a whole is meant. */
  readonly path?: string;
  /** What it was, in SQL. */
  readonly before?: string;
  /** What it is. */
  readonly after?: string;
  /** What changed and what that does, in one line. */
  readonly message: string;
  /** What to do, and in which order. */
  readonly advice?: string;
}

/** What an error is about, beyond its code. */
export interface ErrorContext {
  /** Full name of the table concerned. */
  readonly table?: string | undefined;
  /** Offset of the row concerned. */
  readonly offset?: number | undefined;
  /** Why the schema does not fit, when the service said so. */
  readonly schemaCauses?: readonly SchemaCause[] | undefined;
  /** What has changed in the table, when the catalog could be asked. */
  readonly schemaChanges?: readonly SchemaChange[] | undefined;
  /** What to do about it, as an instruction. */
  readonly hint?: string | undefined;
  /** The error below this one. */
  readonly cause?: unknown;
}

const BRAND: unique symbol = Symbol.for("@zerobus-gen/runtime/ZerobusError");

/**
 * Every error this package throws or rejects with.
 *
 * The message reads `[code] table: what happened`, the mend follows on a line of its own. Credentials never
 * appear in it, nor in `cause`.
 */
export class ZerobusError extends Error {
  static {
    Object.defineProperty(ZerobusError.prototype, "name", { value: "ZerobusError", configurable: true });
    Object.defineProperty(ZerobusError.prototype, BRAND, { value: true });
  }

  /** What went wrong. */
  readonly code: ErrorCode;
  /** Full name of the table concerned, when there is one. */
  readonly table: string | undefined;
  /** Offset of the row concerned, when there is one. */
  readonly offset: number | undefined;
  /** Why the schema does not fit its table; empty when the service gave no cause. */
  readonly schemaCauses: readonly SchemaCause[];
  /** What has changed in the table since the client was generated; empty when nobody could tell. */
  readonly schemaChanges: readonly SchemaChange[];
  /** What to do about it, when that is known. */
  readonly hint: string | undefined;
  readonly #said: string;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    const about = context.table === undefined ? "" : `${context.table}: `;
    const mend = context.hint === undefined ? "" : `\n  ${context.hint}`;
    super(
      `[${code}] ${about}${message}${mend}`,
      context.cause === undefined ? undefined : { cause: context.cause },
    );
    this.code = code;
    this.table = context.table;
    this.offset = context.offset;
    this.schemaCauses = context.schemaCauses ?? [];
    this.schemaChanges = context.schemaChanges ?? [];
    this.hint = context.hint;
    this.#said = message;
  }

  /** The same error, said of a table. One that names a table, or is of another copy's making, stays as it is. */
  static about(error: ZerobusError, table: string): ZerobusError {
    if (error.table !== undefined || !(#said in error)) return error;
    const { code, offset, schemaCauses, schemaChanges, hint, cause } = error;
    return new ZerobusError(code, error.#said, { table, offset, schemaCauses, schemaChanges, hint, cause });
  }

  /** True when the same call may succeed later, unchanged. Follows from {@link code}. */
  get retryable(): boolean {
    return RETRYABLE[this.code];
  }

  /** Two installed copies of this package recognise each other's errors. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== ZerobusError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** The in-flight window is full: `await stream.ready()`, then ingest the same row again. Nothing was queued. */
export class BackpressureError extends ZerobusError {
  /** Rows accepted and not yet acked. */
  readonly inflightRequests: number;
  /** Encoded size of those rows. */
  readonly inflightBytes: number;

  constructor(table: string, inflightRequests: number, inflightBytes: number) {
    super("backpressure", `the window is full: ${inflightRequests} rows, ${inflightBytes} bytes in flight`, {
      table,
      hint: "await stream.ready() before ingesting the row again, or use stream.ingestAll(rows)",
    });
    this.inflightRequests = inflightRequests;
    this.inflightBytes = inflightBytes;
  }
}
