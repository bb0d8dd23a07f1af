import type { Problem } from "@zerobus-gen/schema";

/**
 * A source that could not be read at all: a file that is not there, a server that does not answer, a
 * compiler that refuses. What is wrong with a table that was read is a `Problem` instead.
 */
export class SourceError extends Error {
  override readonly name: string = "SourceError";
  /** The mend. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** The error as a problem of the source, so that it is reported together with those of the others. */
export function unreadable(source: string, { message, hint }: SourceError): Problem {
  return {
    severity: "error",
    code: "NO_TABLE",
    table: source,
    // It stands before the message already.
    message: message.startsWith(`${source} `) ? message.slice(source.length + 1) : message,
    ...(hint !== undefined && hint !== "" && { hint }),
  };
}
