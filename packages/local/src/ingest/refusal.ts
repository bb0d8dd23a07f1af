/** The gRPC status codes that this server ends a stream with. */
export type RefusalCode =
  | "INVALID_ARGUMENT"
  | "NOT_FOUND"
  | "PERMISSION_DENIED"
  | "UNAUTHENTICATED"
  | "UNAVAILABLE"
  | "INTERNAL"
  | ScriptedCode;

/** Codes that come from a scripted fault alone. */
type ScriptedCode =
  | "CANCELLED"
  | "UNKNOWN"
  | "DEADLINE_EXCEEDED"
  | "ALREADY_EXISTS"
  | "RESOURCE_EXHAUSTED"
  | "FAILED_PRECONDITION"
  | "ABORTED"
  | "OUT_OF_RANGE"
  | "DATA_LOSS";

/**
 * What can be wrong with a descriptor, in the service's words. FIELD_OUT_OF_ORDER and FIELD_COUNT_MISMATCH are about
 * records whose fields go by place; protobuf's go by name, so that only a scripted fault gives these two.
 */
export type SchemaCause =
  | "FIELD_NOT_IN_TABLE"
  | "MISSING_REQUIRED_COLUMN"
  | "TYPE_INCOMPATIBLE"
  | "FIELD_OUT_OF_ORDER"
  | "FIELD_COUNT_MISMATCH";

/** Why a stream ends with an error: the status that its client gets. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What a descriptor that does not fit its table has wrong; empty for every other refusal. */
  readonly causes: readonly SchemaCause[];
  /** What was wrong: the stream itself, one of its requests, or a row. */
  readonly about: "stream" | "request" | "record";

  constructor(
    code: RefusalCode,
    message: string,
    causes: readonly SchemaCause[] = [],
    about: Refusal["about"] = "stream",
  ) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.causes = causes;
    this.about = about;
  }
}
