import type { EncodedRows } from "../record/encoded-rows.js";
import type { JsonObject } from "../schema/json-object.js";
import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";

/** One table, open for appending. */
export interface TableStore {
  /** A GUID, for the life of the table. */
  readonly id: string;
  /** When the table was made, in milliseconds since 1970. */
  readonly createdMs: number;
  readonly schema: StructType;
  /** The catalog's words for the table, as they came; undefined when there were none. */
  readonly info: JsonObject | undefined;
  /** Number of the newest commit, 0 for a new table. */
  readonly version: number;
  /** Adds the rows of requests, all or none. They are durable when this resolves, and in the table or soon to be. */
  append(requests: readonly EncodedRows[]): Promise<Appended>;
  /** Alters the table in one commit, as a whole or not at all. It is durable when this resolves. */
  alter(change: StoreChange): Promise<void>;
  /** Every row that was committed when the first one is asked for, in the order of the commits. */
  read(): AsyncIterable<Row>;
  /** Has somebody hear of every commit of rows that were durable before. Only where there are such. */
  hear?(materialized: (commit: Materialized) => void): void;
  /** Resolves when every row that was appended by now is in the table, where readers see it. */
  materialize(): Promise<void>;
  /** The newest rows as of now, so many at most. Whoever stops early spares the work. */
  newest(limit: number): NewestRows;
  /**
   * What was committed after a position, in order, up to the newest commit: some rows at a time, read when they are asked
   * for. The last one's position is where to go on from.
   */
  after(position: TablePosition): AsyncIterable<CommittedRows>;
  close(): Promise<void>;
}

/** What becomes of a table. */
export interface StoreChange {
  readonly schema: StructType;
  readonly info: JsonObject;
  /** Whether the rows stay, which must fit the schema then; otherwise the same commit removes them. */
  readonly keepsRows: boolean;
}

/** A table at one of its versions. */
export interface TablePosition {
  readonly version: number;
  readonly schema: StructType;
}

/** The newest rows of a version. */
export interface NewestRows extends TablePosition {
  /** Read when they are asked for: the newest portion first, the rows of each in the order they were committed. */
  readonly portions: AsyncIterable<readonly Row[]>;
}

/** Rows of a table, in the order they were committed, and the version with which they were there. */
export interface CommittedRows extends TablePosition {
  readonly rows: readonly Row[];
}

/** What one append came to. */
export interface Appended {
  /** The version of the table that has the rows; undefined while they wait in a log for one. */
  readonly version: number | undefined;
  readonly bytes: number;
}

/** A commit of rows that were appended, and durable, before. */
export interface Materialized {
  readonly version: number;
  readonly rows: number;
  readonly bytes: number;
  readonly durationMs: number;
}

/** A way to keep tables in directories. */
export interface TableFormat {
  /** Makes an empty table. Rejects when the directory holds one already. */
  create(directory: string, schema: StructType, info?: JsonObject): Promise<TableStore>;
  /** Opens a table that {@link create} made, in this process or another. */
  open(directory: string): Promise<TableStore>;
}
