import { type ErrorCode, type SchemaCause, ZerobusError } from "../errors.js";
import type { ErrorInfo } from "./error-info.js";

/**
 * What each gRPC status means here. The one place where status numbers are compared.
 *
 * What is retried is what the official SDKs retry: everything but INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED,
 * OUT_OF_RANGE, UNIMPLEMENTED and UNAUTHENTICATED.
 *
 * @see https://grpc.io/docs/guides/status-codes/
 */
const CODES: readonly ErrorCode[] = [
  "unavailable", // 0 OK: the server ended the stream
  "unavailable", // 1 CANCELLED: by the server; our own cancel is not reported
  "unavailable", // 2 UNKNOWN
  "invalid_argument", // 3 INVALID_ARGUMENT
  "timeout", // 4 DEADLINE_EXCEEDED
  "table_not_found", // 5 NOT_FOUND
  "unavailable", // 6 ALREADY_EXISTS
  "permission_denied", // 7 PERMISSION_DENIED
  "unavailable", // 8 RESOURCE_EXHAUSTED
  "unavailable", // 9 FAILED_PRECONDITION
  "unavailable", // 10 ABORTED
  "invalid_argument", // 11 OUT_OF_RANGE
  "unimplemented", // 12 UNIMPLEMENTED, and a page that is not found
  "unavailable", // 13 INTERNAL
  "unavailable", // 14 UNAVAILABLE
  "unavailable", // 15 DATA_LOSS
  "unauthenticated", // 16 UNAUTHENTICATED
];

const HINTS: Partial<Record<ErrorCode, string>> = {
  unauthenticated: "check the client id and secret, and that the token is for this workspace and table",
  permission_denied:
    "grant USE CATALOG, USE SCHEMA, and SELECT and MODIFY on the table itself; ALL PRIVILEGES is not enough",
  table_not_found: "check the full name; a table that these credentials may not see looks the same",
  schema_mismatch: "generate the client again from the live table, then deploy",
  invalid_argument:
    "if it refuses a row for its content: onRejected takes such rows over, and the others go on",
  unimplemented:
    "what answers is no Zerobus endpoint: check that the address is not the workspace's, or a proxy's",
};

/** Who may say why a schema does not fit; a service that leaves its name out is believed too. */
const DOMAINS: ReadonlySet<string> = new Set(["zerobus.databricks.com", ""]);

/** What a call ended with. */
export interface CallStatus {
  readonly code: number;
  readonly details: string;
  /** The `google.rpc.ErrorInfo` in the status details, when there is one. */
  readonly info?: ErrorInfo | undefined;
}

/** The error that a gRPC status stands for. */
export function errorOfStatus({ code: number, details, info }: CallStatus): ZerobusError {
  const isSchema = info?.reason === "SCHEMA_VALIDATION_FAILED" && DOMAINS.has(info.domain);
  const code = isSchema ? "schema_mismatch" : (CODES[number] ?? "unavailable");
  const schemaCauses = isSchema ? causesOf(info) : [];
  const errorCode = isSchema ? (info.metadata.get("error_code") ?? "") : "";
  const marks = [
    ...schemaCauses,
    ...(errorCode === "" ? [] : [`error code ${errorCode}`]),
    `gRPC status ${number}`,
  ];
  const said = details === "" ? "no details" : details;
  return new ZerobusError(code, `the server said: ${said} (${marks.join(", ")})`, {
    schemaCauses,
    hint: HINTS[code],
  });
}

/** A comma list. A word unknown here passes through. */
function causesOf(info: ErrorInfo): readonly SchemaCause[] {
  const words = (info.metadata.get("causes") ?? "").split(",").map((word) => word.trim());
  return words.filter((word) => word !== "");
}
