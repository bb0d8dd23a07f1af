/** Why a value was refused, as a closed set of words. */
export type RowIssueCode =
  | "REQUIRED_MISSING"
  | "UNKNOWN_FIELD"
  | "WRONG_TYPE"
  | "NOT_FINITE"
  | "NOT_INTEGER"
  | "OUT_OF_RANGE"
  | "UNSAFE_INTEGER"
  | "FLOAT_OVERFLOW"
  | "STRING_TOO_LONG"
  | "ILL_FORMED_STRING"
  | "INVALID_DECIMAL"
  | "DECIMAL_PRECISION"
  | "DECIMAL_SCALE"
  | "INVALID_DATE"
  | "DATE_OUT_OF_RANGE"
  | "DATE_HAS_TIME"
  | "INVALID_TIMESTAMP"
  | "TIMESTAMP_OUT_OF_RANGE"
  | "AMBIGUOUS_TIMESTAMP"
  | "OFFSET_REQUIRED"
  | "OFFSET_FORBIDDEN"
  | "INVALID_VARIANT"
  | "NULL_ELEMENT"
  | "NULL_MAP_VALUE"
  | "DUPLICATE_MAP_KEY"
  | "UNREADABLE_VALUE"
  | "RECORD_TOO_LARGE";

/** One thing that is wrong with one value of a row. */
export interface RowIssue {
  /** Why it was refused. */
  readonly code: RowIssueCode;
  /** Where, in the row's own names: `items[0].sku`, `attrs["colour"]`. */
  readonly path: string;
  /** The column in which it is, when that is called otherwise than the row's property. */
  readonly column?: string;
  /** SQL type of the column: `DECIMAL(18,2)`. Empty when there is no such column. */
  readonly type: string;
  /** What is wrong, without the path. */
  readonly message: string;
  /** What came, cut to a short preview. */
  readonly received: string;
  /** The mend, when there is one. */
  readonly hint?: string;
}

/** Why a converter refused a value. Converters return it instead of throwing, so that a row's issues add up. */
export interface Refusal {
  readonly code: RowIssueCode;
  readonly message: string;
  readonly hint?: string;
}
