import type { Field, TableSchema } from "../table/table-schema.js";

/** The schemas that the generated code was made from: the content of `zerobus.lock.json`. */
export interface Lock {
  /** Sorted by full name. */
  readonly tables: readonly LockedTable[];
}

/** One table in the lock. */
export interface LockedTable {
  /** As it was read, with pinned field numbers: it may hold what cannot be written. */
  readonly schema: TableSchema;
  /**
   * Numbers and names of columns that are gone, sorted by path: no other column ever gets them, since bytes that were
   * kept would be read wrongly.
   */
  readonly reserved: readonly ReservedField[];
}

/** A field that was dropped. */
export interface ReservedField extends Pick<Field, "number"> {
  /** `items[].sku`, `discount`: as {@link exactPath} spells it. */
  readonly path: string;
}
