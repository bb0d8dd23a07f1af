/**
 * A source that could not be read at all: a file that is not there, a server that does not answer, a
 * compiler that refuses. What is wrong with a table that was read is a `Problem` instead.
 */
export class SourceError extends Error {
  override readonly name = "SourceError";
  /** The mend. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
