/** A config that cannot be found, loaded, or taken: with everything that is wrong with it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The mend. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
