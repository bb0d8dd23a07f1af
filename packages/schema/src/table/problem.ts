/** Something about a table that keeps it from being generated, or that its user should know. */
export interface Problem {
  readonly severity: Severity;
  readonly code: ProblemCode;
  /** The full name of the table, or what stands for it where it has none: a file, a message. */
  readonly table: string;
  /** Where in the table: `items[].sku`. Absent where the table as a whole is meant. */
  readonly column?: string;
  /** What is wrong, and why that matters. */
  readonly message: string;
  /** The mend. */
  readonly hint?: string;
}

/** An error keeps its table from being generated; a warning does not. */
export type Severity = "error" | "warning";

/** Every kind of problem there is. */
export type ProblemCode = keyof typeof severities;

/** A problem before it is known which table it belongs to. */
export type Finding = Omit<Problem, "severity" | "table">;

/** Takes what a reader or a rule finds; the one who reports goes on, so that all problems come at once. */
export type Report = (finding: Finding) => void;

const severities = {
  /** The input is not what its format says. */
  MALFORMED: "error",
  TABLE_NAME: "error",
  TABLE_KIND: "error",
  TABLE_FORMAT: "error",
  BROWSE_ONLY: "error",
  DUPLICATE_TABLE: "error",
  NO_COLUMNS: "error",
  TOO_MANY_COLUMNS: "error",
  COLUMN_NAME: "error",
  DUPLICATE_COLUMN: "error",
  FIELD_NUMBER: "error",
  UNSUPPORTED_TYPE: "error",
  UNSUPPORTED_SHAPE: "error",
  MAP_KEY: "error",
  EMPTY_STRUCT: "error",
  TOO_DEEP: "error",
  DECIMAL_BOUNDS: "error",
  LENGTH_BOUNDS: "error",
  /** A setting of the table that does not fit it. */
  SETTING: "error",
  /** A source without anything that is a table. */
  NO_TABLE: "error",
  /** A message that would be a table if it had a name. */
  TABLE_UNNAMED: "error",
  /** A `@zerobus` line that says nothing usable. */
  ANNOTATION: "error",
  RECURSIVE_MESSAGE: "error",
  ONEOF: "error",
  /** A column that cannot be written, left out as the settings say. */
  COLUMN_SKIPPED: "warning",
  EXTERNAL_TABLE: "warning",
  /** Field numbers follow the order of the columns, not their positions. */
  POSITIONS_UNUSABLE: "warning",
  /** A type was read from something less exact than `type_json`. */
  TYPE_FALLBACK: "warning",
  /** Two places of one catalog answer disagree. */
  CONTRADICTION: "warning",
  IMPLICIT_PRESENCE: "warning",
  /** A folder that tables of several formats are in, or not only tables. */
  MIXED_FOLDER: "warning",
} as const;

/** The finding as a problem of `table`. */
export function problemOf(table: string, finding: Finding): Problem {
  return { severity: severities[finding.code], table, ...finding };
}
