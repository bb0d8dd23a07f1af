import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import type { ErrorCode } from "../errors.js";
import { errorOfStatus } from "./status.js";

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
  UNIMPLEMENTED: "invalid_argument",
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

test("the reason says more than the status", () => {
  const error = errorOfStatus({ code: 3, details: "x", reason: "SCHEMA_VALIDATION_FAILED" });
  expect(error).toMatchObject({
    code: "schema_mismatch",
    hint: expect.stringContaining("generate the client again"),
  });
  expect(errorOfStatus({ code: 3, details: "x", reason: "OTHER" })).toMatchObject({
    code: "invalid_argument",
  });
});

test.each([
  ["unauthenticated", 16, "client id and secret"],
  ["permission_denied", 7, "ALL PRIVILEGES is not enough"],
  ["table_not_found", 5, "may not see looks the same"],
])("says what to do about %s", (_, code, hint) => {
  expect(errorOfStatus({ code, details: "" }).hint).toContain(hint);
});
