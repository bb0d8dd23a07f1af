import type { FoundChange } from "./found-change.js";

/** What the comparing of one table needs to know at every level. */
export interface Comparing {
  readonly report: (change: FoundChange) => void;
  /** Whether column-mapping ids of both sides are of one table. */
  readonly trustIds: boolean;
  /** Whether the settings leave out what is nullable and cannot be written. */
  readonly skipsUnsupported: boolean;
  /** Whether unknown keys and dropped columns of JSON rows are captured by a rescue column. */
  readonly hasRescue: boolean;
}
