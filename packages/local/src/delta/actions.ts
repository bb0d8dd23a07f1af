/** What a client must understand to read or write the table. Feature lists exist exactly from (3,7) on. */
export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

/** The table's identity, schema and properties. */
export interface Metadata {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  /** A Spark StructType as JSON text. */
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly createdTime?: number;
}

/** One Parquet file joins the table. */
export interface AddFile {
  /** Relative to the table's folder, or an absolute URI; percent-encoded. */
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  /** Exact size in bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** Statistics as JSON text. */
  readonly stats?: string;
  readonly tags?: Readonly<Record<string, string | null>>;
}

/** One file leaves the table; the tombstone stays until a VACUUM may delete the file. */
export interface RemoveFile {
  readonly path: string;
  readonly deletionTimestamp?: number;
  readonly dataChange: boolean;
}

/** How far an application has got, in its own count. */
export interface Transaction {
  readonly appId: string;
  readonly version: number;
  readonly lastUpdated?: number;
}

/** Provenance, free-form; no reader depends on it. */
export type CommitInfo = Readonly<Record<string, unknown>>;

/**
 * One line of a log entry, one row of a checkpoint.
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#actions
 */
export type Action =
  | { readonly protocol: Protocol }
  | { readonly metaData: Metadata }
  | { readonly add: AddFile }
  | { readonly remove: RemoveFile }
  | { readonly txn: Transaction }
  | { readonly commitInfo: CommitInfo };

/** The members without which an action means nothing, by action. */
const ESSENTIALS: Readonly<Record<string, Readonly<Record<string, "string" | "number" | "object">>>> = {
  protocol: { minReaderVersion: "number", minWriterVersion: "number" },
  metaData: {
    id: "string",
    format: "object",
    schemaString: "string",
    partitionColumns: "object",
    configuration: "object",
  },
  add: { path: "string", partitionValues: "object", size: "number" },
  remove: { path: "string" },
  txn: { appId: "string", version: "number" },
  commitInfo: {},
};

/**
 * The action that a piece of parsed JSON stands for, or `undefined` for one this store does not know, which the
 * protocol says to ignore.
 * @throws {TypeError} when a known action lacks what it cannot do without
 */
export function readAction(json: unknown): Action | undefined {
  if (typeof json !== "object" || json === null) throw new TypeError("an action is not a JSON object");
  for (const [kind, essentials] of Object.entries(ESSENTIALS)) {
    const body: unknown = Reflect.get(json, kind);
    if (body === undefined || body === null) continue;
    if (typeof body !== "object") throw new TypeError(`action ${kind} is not a JSON object`);
    for (const [member, type] of Object.entries(essentials)) {
      const value: unknown = Reflect.get(body, member);
      if (typeof value !== type || value === null) throw new TypeError(`action ${kind} has no ${member}`);
    }
    const known = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    // The essentials were checked just now; the rest is optional and is passed on as it came.
    return { [kind]: known } as unknown as Action;
  }
  return undefined;
}
