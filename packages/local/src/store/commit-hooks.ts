/** Who looks on while tables are committed to. */
export interface CommitHooks {
  /** Awaited before rows are committed; a rejection fails that commit. */
  readonly before?: (fullName: string) => Promise<void> | undefined;
  /** Hears of every commit that came to be, and of rows that are durable without one. */
  readonly after?: (report: CommitReport) => void;
  /** Hears of every table that is no more. */
  readonly dropped?: (fullName: string) => void;
}

/** One commit, once it is durable. */
export interface CommitReport {
  readonly table: string;
  readonly version: number;
  /** Rows are either appended, or logged and then, already counted, materialised. What is logged is no version yet. */
  readonly operation: "create" | "append" | "alter" | "log" | "materialize";
  readonly rows: number;
  /** Size of what was stored. */
  readonly bytes: number;
  /** From the moment it began, waiting for `before` included. */
  readonly durationMs: number;
}
