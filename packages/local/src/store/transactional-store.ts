import type { Transaction } from "../delta/actions.js";
import type { EncodedRows } from "../record/encoded-rows.js";
import type { JsonObject } from "../schema/json-object.js";
import type { StructType } from "../schema/struct-type.js";
import type { Appended, TableFormat, TableStore } from "./table-store.js";

/** A table that remembers with its rows how far somebody has got, so that rows are appended once. */
export interface TransactionalStore extends TableStore {
  /** With a `txn` whose version, or a later one, the table has recorded, there is no commit. */
  append(requests: readonly EncodedRows[], txn?: Transaction): Promise<Appended>;
  /** The newest version that was recorded for an application. */
  transaction(appId: string): number | undefined;
  /** Makes what the table shows survive a power cut, also what a killed process had just committed. */
  sync(): Promise<void>;
}

/** A way to keep such tables. */
export interface TransactionalFormat extends TableFormat {
  create(directory: string, schema: StructType, info?: JsonObject): Promise<TransactionalStore>;
  open(directory: string): Promise<TransactionalStore>;
}
