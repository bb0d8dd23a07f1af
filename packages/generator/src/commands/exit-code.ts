/** What the exit code of every command means. */
export const EXIT = {
  /** Done; nothing to report. */
  clean: 0,
  /** It could not be done. Never "clean". */
  failed: 1,
  /** The tables drifted, at or above what counts. */
  drifted: 2,
  /** Generated files are not what they would be now. */
  stale: 3,
} as const;

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
