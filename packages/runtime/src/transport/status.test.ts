import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import type { ErrorCode } from "../errors.js";
import { type CallStatus, errorOfStatus } from "./status.js";

/** By the names that gRPC has for its numbers. */
const codes: Readonly<Record<keyof typeof status, ErrorCode>> = {
  OK: "unavailable",
  CANCELLED: "unavailable",
  UNKNOWN: "unavailable",
  INVALID_ARGUMENT: "invalid_argument",
  DEADLINE_EXCEEDED: "timeout",
  NOT_FOUND: "table_not_found",
  ALREADY_EXISTS: "unavailable",
  PERMISSION_DENIED: "permission_denied",
  RESOURCE_EXHAUSTED: "unavailable",
  FAILED_PRECONDITION: "unavailable",
  ABORTED: "unavailable",
  OUT_OF_RANGE: "invalid_argument",
  UNIMPLEMENTED: "unimplemented",
  INTERNAL: "unavailable",
  UNAVAILABLE: "unavailable",
  DATA_LOSS: "unavailable",
  UNAUTHENTICATED: "unauthenticated",
};
const notRetried = [
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "PERMISSION_DENIED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "UNAUTHENTICATED",
];

test.each(Object.entries(codes))("%s means %s", (name, code) => {
  const number = Object.entries(status).find(([key]) => key === name)?.[1];
  const error = errorOfStatus({ code: Number(number), details: "why" });
  expect(error).toMatchObject({ code, retryable: !notRetried.includes(name) });
  expect(error.message).toContain(`the server said: why (gRPC status ${number})`);
});

test.each([-1, 17, 1_000, Number.NaN])("the unknown status %d means unavailable", (code) => {
  expect(errorOfStatus({ code, details: "" })).toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("the server said: no details"),
  });
});

function schemaRefusal(domain: string, metadata: Readonly<Record<string, string>> = {}): CallStatus {
  const info = { reason: "SCHEMA_VALIDATION_FAILED", domain, metadata: new Map(Object.entries(metadata)) };
  return { code: 3, details: "columns differ", info };
}

describe("an ErrorInfo about the schema", () => {
  test.each(["zerobus.databricks.com", ""])("is believed from the domain %j", (domain) => {
    expect(errorOfStatus(schemaRefusal(domain))).toMatchObject({
      code: "schema_mismatch",
      retryable: false,
      schemaCauses: [],
      message: expect.stringContaining("the server said: columns differ (gRPC status 3)"),
      hint: expect.stringMatching(/generate the client again/),
    });
  });

  test("gives causes and code, in order; a new word passes, an empty one does not", () => {
    const metadata = { causes: "FIELD_NOT_IN_TABLE, ,NEWER_WORD,,TYPE_INCOMPATIBLE,", error_code: "8001" };
    const error = errorOfStatus(schemaRefusal("", metadata));
    expect(error.schemaCauses).toEqual(["FIELD_NOT_IN_TABLE", "NEWER_WORD", "TYPE_INCOMPATIBLE"]);
    expect(error.message).toContain(
      "(FIELD_NOT_IN_TABLE, NEWER_WORD, TYPE_INCOMPATIBLE, error code 8001, gRPC status 3)",
    );
  });

  test("says nothing from another domain, or with another reason", () => {
    const metadata = { causes: "FIELD_NOT_IN_TABLE", error_code: "8001" };
    const status = schemaRefusal("evil.example", metadata);
    const info = { reason: "OTHER", domain: "", metadata: new Map(Object.entries(metadata)) };
    for (const error of [errorOfStatus(status), errorOfStatus({ ...status, info })]) {
      expect(error).toMatchObject({ code: "invalid_argument", schemaCauses: [] });
      expect(error.message).not.toMatch(/FIELD|8001/);
    }
  });
});

test.each([
  ["unauthenticated", 16, "client id and secret"],
  ["permission_denied", 7, "ALL PRIVILEGES is not enough"],
  ["table_not_found", 5, "may not see looks the same"],
])("says what to do about %s", (_, code, hint) => {
  expect(errorOfStatus({ code, details: "" }).hint).toContain(hint);
});
