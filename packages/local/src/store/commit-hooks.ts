/** Who looks on while tables are committed to. */
export interface CommitHooks {
  /** Awaited before rows are committed; a rejection fails that commit. */
  readonly before?: (fullName: string) => Promise<void> | undefined;
  /** Hears of every commit that came to be. */
  readonly after?: (report: CommitReport) => void;
  /** Hears of every table that is no more. */
  readonly dropped?: (fullName: string) => void;
}

/** One commit, once it is durable. */
export interface CommitReport {
  readonly table: string;
  readonly version: number;
  readonly operation: "create" | "append" | "alter";
  readonly rows: number;
  /** Size of what was stored. */
  readonly bytes: number;
  /** From the moment it began, waiting for `before` included. */
  readonly durationMs: number;
}
