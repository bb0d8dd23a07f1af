import type { Row } from "../schema/row.js";
import type { StructType } from "../schema/struct-type.js";

/** One table on disk, open for appending. */
export interface TableStore {
  /** A GUID, for the life of the table. */
  readonly id: string;
  /** When the table was made, in milliseconds since 1970. */
  readonly createdMs: number;
  readonly schema: StructType;
  /** Number of the newest commit, 0 for a new table. */
  readonly version: number;
  /** Adds rows in one commit, all or none. They are durable when this resolves. */
  append(rows: readonly Row[]): Promise<Appended>;
  close(): Promise<void>;
}

/** What one commit came to. */
export interface Appended {
  readonly version: number;
  readonly bytes: number;
}

/** A way to keep tables in directories. */
export interface TableFormat {
  /** Makes an empty table. Rejects when the directory holds one already. */
  create(directory: string, schema: StructType): Promise<TableStore>;
  /** Opens a table that {@link create} made, in this process or another. */
  open(directory: string): Promise<TableStore>;
}
