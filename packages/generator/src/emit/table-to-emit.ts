import type { TableSchema, TableSettings } from "@zerobus-gen/schema";

/** One table to generate: as a producer writes it, and how its code is to be. */
export interface TableToEmit {
  /** What `writableTable` made of the table, with the same settings. */
  readonly schema: TableSchema;
  readonly settings: TableSettings;
}
