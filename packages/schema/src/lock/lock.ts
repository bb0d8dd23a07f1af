import type { Field, TableSchema } from "../table/table-schema.js";

/** The schemas that the generated code was made from: the content of `zerobus.lock.json`. */
export interface Lock {
  /** Sorted by full name. */
  readonly tables: readonly LockedTable[];
}

/** One table in the lock. */
export interface LockedTable {
  readonly schema: TableSchema;
  /**
   * Numbers and names of columns that are gone, so that no other column ever gets them: bytes that were kept
   * would be read wrongly.
   */
  readonly reserved: readonly ReservedField[];
}

/** A field that was dropped, at its path: `items[].sku`, `discount`. */
export interface ReservedField extends Pick<Field, "number"> {
  readonly path: string;
}
