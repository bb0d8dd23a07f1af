import { describe, expect, it } from "vitest";
import { decideTokenRequest } from "./token-request.js";

const basic = `Basic ${Buffer.from("id:secret").toString("base64")}`;
const form = { grant_type: "client_credentials", scope: "all-apis" };
const table = { object_type: "TABLE", object_full_path: "a.b.c", privileges: ["SELECT", "MODIFY"] };

describe(decideTokenRequest, () => {
  it.each<[string, unknown, object]>([
    ["without details", undefined, { kind: "catalog" }],
    ["for a table", [{ object_type: "CATALOG" }, table], { kind: "table", table: "a.b.c" }],
    ["for reading a table", [{ ...table, privileges: ["SELECT"] }], { kind: "catalog" }],
    ["for nothing", [], { kind: "catalog" }],
  ])("grants a request %s", (_, details, grant) => {
    const fields = details === undefined ? form : { ...form, authorization_details: JSON.stringify(details) };
    expect(decideTokenRequest(basic, new URLSearchParams(fields))).toEqual({ kind: "granted", grant });
  });

  it.each<[string, string | undefined]>([
    ["no header", undefined],
    ["another scheme", "Bearer x"],
    ["no colon", `Basic ${Buffer.from("idsecret").toString("base64")}`],
    ["an empty id", `Basic ${Buffer.from(":secret").toString("base64")}`],
    ["an empty secret", `Basic ${Buffer.from("id:").toString("base64")}`],
    ["no base64", "Basic ???"],
  ])("denies credentials with %s", (_, header) => {
    const decision = decideTokenRequest(header, new URLSearchParams(form));
    expect(decision).toMatchObject({ kind: "denied", status: 401, error: "invalid_client" });
  });

  it.each<[string, Record<string, string>, string]>([
    ["no grant_type", { scope: "all-apis" }, "invalid_request"],
    ["another grant_type", { ...form, grant_type: "password" }, "unsupported_grant_type"],
    ["no scope", { grant_type: "client_credentials" }, "invalid_scope"],
    ["another scope", { ...form, scope: "sql" }, "invalid_scope"],
    ["details that are no JSON", { ...form, authorization_details: "{" }, "invalid_authorization_details"],
    ["details that are no array", { ...form, authorization_details: "{}" }, "invalid_authorization_details"],
    [
      "details that are no objects",
      { ...form, authorization_details: "[1]" },
      "invalid_authorization_details",
    ],
    [
      "two tables",
      { ...form, authorization_details: JSON.stringify([table, table]) },
      "invalid_authorization_details",
    ],
    [
      "half a name",
      { ...form, authorization_details: JSON.stringify([{ ...table, object_full_path: "b.c" }]) },
      "invalid_authorization_details",
    ],
  ])("denies a form with %s", (_, fields, error) => {
    expect(decideTokenRequest(basic, new URLSearchParams(fields))).toMatchObject({
      kind: "denied",
      status: 400,
      error,
    });
  });
});
