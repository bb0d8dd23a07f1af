/** Where a command writes: results to one stream, everything else to the other. */
export interface Terminal {
  /** A line of the result. */
  readonly out: (line: string) => void;
  /** A line for the person at the terminal: progress, problems, hints. */
  readonly err: (line: string) => void;
  /** Whether that person sees colours. */
  readonly colours: boolean;
  /** Whether a person reads the results where they are written. Default: a program does, or a file takes them. */
  readonly isShown?: boolean;
  /** Fires when nobody takes results any more. */
  readonly closed?: AbortSignal;
  /** Where bars of progress are drawn; absent where nobody would see them. */
  readonly progress?: NodeJS.WritableStream;
}
