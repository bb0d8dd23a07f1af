/** A suite of benchmarks: what `npm run bench -- <name>` runs. */
export interface Bench {
  readonly name: string;
  /** What it measures, in a line. */
  readonly does: string;
  /** Measures and prints, nothing where no case is chosen. @throws Error where what is measured did not do its work */
  readonly run: (print: (text: string) => void, options: BenchOptions) => Promise<void>;
}

/** How to run it. */
export interface BenchOptions {
  /** How often each contender has its turn; the median counts. */
  readonly rounds: number;
  /** How long to look whether memory stays flat. */
  readonly minutes: number;
  /** An object a line instead of tables. */
  readonly json: boolean;
  /** Only cases with this in their name. */
  readonly only: string;
}
