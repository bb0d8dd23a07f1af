/**
 * What went wrong, for programs:
 * - `not_a_table`: the folder holds no Delta log
 * - `table_exists`: the folder already holds one
 * - `table_changed`: somebody else altered the table while it was open; open it again
 * - `table_busy`: other writers won every race for the next version; append again
 * - `unsupported_table`: the table needs something that this store does not do
 * - `corrupt_table`: the log or a data file contradicts itself
 * - `invalid_schema`: a table cannot be created with this schema
 * - `append_only`: the change would remove rows from a table whose properties forbid it
 * - `invalid_row`: a row does not fit the schema
 * - `write_failed`: the disk refused
 */
export type DeltaErrorCode =
  | "not_a_table"
  | "table_exists"
  | "table_changed"
  | "table_busy"
  | "unsupported_table"
  | "corrupt_table"
  | "invalid_schema"
  | "append_only"
  | "invalid_row"
  | "write_failed";

/** Any failure of the Delta store. The message names the table, the reason and, where there is one, the mend. */
export class DeltaError extends Error {
  override readonly name = "DeltaError";
  readonly code: DeltaErrorCode;

  constructor(code: DeltaErrorCode, message: string, options?: ErrorOptions) {
    super(`[${code}] ${message}`, options);
    this.code = code;
  }
}
