/** Something that an examination found out, good or bad. */
export interface Finding {
  readonly mark: Mark;
  /** What is so, and why it matters where that is not plain. */
  readonly message: string;
  /** Exactly what to run, set or ask for; lines of it where it is long. */
  readonly mend?: string;
}

/** `skipped` where something that was found wrong before, or is not set, keeps one from looking. */
export type Mark = "ok" | "warning" | "wrong" | "skipped";

/** A finding, and the check that it comes from. */
export interface NamedFinding extends Finding {
  readonly check: string;
}
