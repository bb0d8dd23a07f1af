/** How one table is generated, where that differs from what the catalog says. Each absent: the default. */
export interface TableSettings {
  /** Names of the properties: those of the columns (the default), or in camel case: `order_id` → `orderId`. */
  readonly naming?: "preserve" | "camel";
  /** What a BIGINT takes: `bigint | number` (the default; numbers must be safe integers), or `bigint` alone. */
  readonly bigint?: "bigint | number" | "bigint";
  /**
   * What becomes of a nullable column or field that cannot be written: an error (the default), or it is left out
   * with a warning.
   */
  readonly unsupported?: "error" | "skip";
  /** The column tagged `zerobus-rescue`, which only the service writes. It is left out. */
  readonly rescueColumn?: string;
  /** Columns to leave out: nullable ones, or those that the table fills itself. */
  readonly omit?: readonly string[];
  /** TypeScript types of VARIANT values, by the path of the column: `payload`, `items[].extra`. */
  readonly variants?: Readonly<Record<string, VariantType>>;
}

/** A type to import for the values of a VARIANT. */
export interface VariantType {
  /** Name of the exported type: `Payload`. */
  readonly type: string;
  /** Module that exports it, as the generated file would import it: `../payload.js`. */
  readonly from: string;
}
