import { DeltaError, type DeltaErrorCode } from "../../delta/delta-error.js";

/** An error as one thread tells it to another: structured cloning would make a plain Error of any. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** Of a {@link DeltaError}. */
  readonly delta?: DeltaErrorCode;
}

/** What is sent for something thrown. */
export function plainError(thrown: unknown): PlainError {
  if (thrown instanceof DeltaError) {
    // It puts its code in front itself.
    const message = thrown.message.slice(`[${thrown.code}] `.length);
    return { name: thrown.name, message, delta: thrown.code };
  }
  return thrown instanceof Error
    ? { name: thrown.name, message: thrown.message }
    : { name: "Error", message: String(thrown) };
}

/** The error again, of its class if it is the store's own. */
export function revivedError({ name, message, delta }: PlainError): Error {
  if (delta !== undefined) return new DeltaError(delta, message);
  const error = new Error(message);
  error.name = name;
  return error;
}
