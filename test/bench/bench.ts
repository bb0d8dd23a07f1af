/** A benchmark: what `npm run bench -- <name>` runs. */
export interface Bench {
  readonly name: string;
  /** What it measures, in a line. */
  readonly does: string;
  /** Measures and prints. @throws Error where what is measured did not do its work */
  readonly run: (print: (text: string) => void) => Promise<void>;
}
