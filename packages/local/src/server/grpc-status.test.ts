import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { Refusal } from "../ingest/refusal.js";
import { grpcStatus } from "./grpc-status.js";

describe(grpcStatus, () => {
  it("carries the code, the message, and no details when there are none", () => {
    const { code, details, metadata } = grpcStatus(new Refusal("NOT_FOUND", "no such table"));
    expect([code, details, metadata.getMap()]).toEqual([status.NOT_FOUND, "no such table", {}]);
  });

  it("carries the causes of a schema that does not fit", () => {
    const { metadata } = grpcStatus(new Refusal("INVALID_ARGUMENT", "why", ["TYPE_INCOMPATIBLE"]));
    expect(String(metadata.get("grpc-status-details-bin")[0])).toContain("TYPE_INCOMPATIBLE");
  });

  it("cuts a message to what a client takes, and keeps it percent-encodable", () => {
    for (const text of ["x".repeat(1_000_000), `${"x".repeat(1999)}😀${"x".repeat(100)}`, "\ud800"]) {
      const { details } = grpcStatus(new Refusal("INVALID_ARGUMENT", text));
      expect(encodeURI(details).length).toBeLessThan(2100);
    }
  });
});
