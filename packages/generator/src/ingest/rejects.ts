import { appendFileSync } from "node:fs";

/** A record that is in no table, and why. */
export interface Reject {
  /** Line of the input that it ends on, counted from 1; undefined where that is not known any more. */
  readonly line: number | undefined;
  readonly reasons: readonly string[];
  /** The record as it was read; undefined where only its line is known. */
  readonly raw: string | undefined;
}

/** Records that were refused: appended to a file, a JSON object a line, made with the first of them. */
export class Rejects {
  readonly file: string;
  #count = 0;

  constructor(file: string) {
    this.file = file;
  }

  get count(): number {
    return this.#count;
  }

  /** Writes one down, in this call. @throws the operating system's error */
  add(reject: Reject): void {
    this.#count += 1;
    // Rows may hold what is nobody else's business.
    appendFileSync(this.file, `${JSON.stringify(reject)}\n`, { mode: 0o600 });
  }
}
