/** Where a command writes: results to one stream, everything else to the other. */
export interface Terminal {
  /** A line of the result. */
  readonly out: (line: string) => void;
  /** A line for the person at the terminal: progress, problems, hints. */
  readonly err: (line: string) => void;
  /** Whether that person sees colours. */
  readonly colours: boolean;
  /** Where bars of progress are drawn; absent where nobody would see them. */
  readonly progress?: NodeJS.WritableStream;
}
