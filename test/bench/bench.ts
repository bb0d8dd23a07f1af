/** A benchmark: what `npm run bench -- <name>` runs. */
export interface Bench {
  readonly name: string;
  /** What it measures, in a line. */
  readonly does: string;
  /** Measures and prints. @throws Error where what is measured did not do its work */
  readonly run: (print: (text: string) => void, options: BenchOptions) => Promise<void>;
}

/** How to run it. */
export interface BenchOptions {
  /** How long to look whether memory stays flat. */
  readonly minutes: number;
  /** An object a line instead of tables, where the benchmark can. */
  readonly json: boolean;
  /** Only cases with this in their name, where there are any to choose from. */
  readonly only: string;
}
