import type { DriftClass, RuleId } from "./rules.js";

/**
 * The words the service gives for a schema it refuses.
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-schema-management
 */
export type SchemaCause =
  | "FIELD_NOT_IN_TABLE"
  | "MISSING_REQUIRED_COLUMN"
  | "FIELD_OUT_OF_ORDER"
  | "TYPE_INCOMPATIBLE"
  | "FIELD_COUNT_MISMATCH";

/** One difference between what a producer was generated from and the table as it is. */
export interface Change {
  readonly rule: RuleId;
  /** Of the rule, unless a policy says otherwise. */
  readonly class: DriftClass;
  /** Full name of the table: `catalog.schema.table`. */
  readonly table: string;
  /** Where in the table: `items[].sku`. Absent where the table as a whole is meant. */
  readonly path?: string;
  /** What it was, in SQL; absent for something new. */
  readonly before?: string;
  /** What it is, in SQL; absent for something gone. */
  readonly after?: string;
  /** What changed and what that does to producers, in one line. */
  readonly message: string;
  /** What to do, and in which order. */
  readonly advice?: string;
  /** What the service answers to the old producer, where it would refuse it. */
  readonly cause?: SchemaCause;
}
