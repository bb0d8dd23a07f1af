/**
 * A schema that any library knows how to ask, by version 1 of https://standardschema.dev. The names and members are
 * those of that standard.
 */
export interface StandardSchema<Input, Output = Input> {
  readonly "~standard": StandardProps<Input, Output>;
}

export interface StandardProps<Input, Output> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardResult<Output>;
  /** For the compiler alone: there is no such value. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  /** The keys that lead to the value; none when it is the whole. */
  readonly path: readonly PropertyKey[];
}
