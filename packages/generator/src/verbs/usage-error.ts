/** A command line whose parts do not go together. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** The mend. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
