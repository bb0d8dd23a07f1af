import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detailsFor, tokenForm } from "../testing/raw-client.js";
import { decideTokenRequest } from "./token-request.js";

const basic = `Basic ${Buffer.from("id:secret").toString("base64")}`;
const TABLE = "main.shop.orders";
const resource = "api://databricks/workspaces/127/zerobusDirectWriteApi";

/** What a federated client fills in. */
const exchange = {
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token: "eyJhbGciOi.x.y",
  subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  client_id: "a-service-principal",
};

describe(decideTokenRequest, () => {
  it("grants the newest clients one table", () => {
    expect(decideTokenRequest(basic, tokenForm(TABLE))).toEqual({
      kind: "granted",
      grant: { kind: "table", table: TABLE, workspaceId: "127" },
    });
  });

  it.each<[string, Record<string, string | undefined>, object]>([
    ["without details", { authorization_details: undefined }, { kind: "catalog", workspaceId: "127" }],
    ["for nothing", { authorization_details: "[]" }, { kind: "catalog", workspaceId: "127" }],
    ["for a table, without an audience", { resource: undefined }, { kind: "catalog" }],
    ["for the catalog", { resource: undefined, authorization_details: undefined }, { kind: "catalog" }],
    ["of an older client, the port in its id", { resource: audience("localhost:50051") }, grant("localhost")],
    ["for a workspace with a name", { resource: audience("local") }, grant("local")],
  ])("grants a request %s", (_, fields, want) => {
    expect(decideTokenRequest(basic, formWith(fields))).toEqual({ kind: "granted", grant: want });
  });

  it("grants what an older client asks for, and remarks that it names no operation", () => {
    const decision = decideTokenRequest(basic, formWith(changed(2, { operations: undefined })));
    expect(decision).toEqual({
      kind: "granted",
      grant: grant("127"),
      remark: expect.stringContaining("zerobuswrite"),
    });
  });

  it.each<[string, number, object, string[]]>([
    ["no USE CATALOG", 0, { privileges: [] }, ["USE CATALOG on main"]],
    ["another catalog", 0, { object_full_path: "other" }, ["USE CATALOG on main"]],
    ["no USE SCHEMA", 1, { privileges: ["USE CATALOG"] }, ["USE SCHEMA on main.shop"]],
    ["another schema", 1, { object_full_path: "main.other" }, ["USE SCHEMA on main.shop"]],
    ["a schema that is called a table", 1, { object_type: "TABLE" }, ["USE SCHEMA on main.shop"]],
    ["no SELECT", 2, { privileges: ["MODIFY"] }, [`SELECT on ${TABLE}`]],
    ["another operation", 2, { operations: ["read"] }, [`zerobuswrite on ${TABLE}`]],
    ["no operation at all", 2, { operations: [] }, [`zerobuswrite on ${TABLE}`]],
  ])("grants a request with %s, which lacks it", (_, index, change, lacks) => {
    expect(decideTokenRequest(basic, formWith(changed(index, change)))).toEqual({
      kind: "granted",
      grant: { ...grant("127"), lacks },
    });
  });

  it("grants a federated client the same, in exchange for a token of its own", () => {
    expect(decideTokenRequest(undefined, formWith(exchange))).toEqual({
      kind: "granted",
      grant: grant("127"),
      isExchange: true,
    });
  });

  it.each([
    ["no subject_token", { subject_token: undefined }],
    ["an empty subject_token", { subject_token: "" }],
    ["no subject_token_type", { subject_token_type: undefined }],
    ["another subject_token_type", { subject_token_type: "urn:ietf:params:oauth:token-type:saml2" }],
  ])("denies an exchange with %s", (_, fields) => {
    const decision = decideTokenRequest(undefined, formWith({ ...exchange, ...fields }));
    expect(decision).toMatchObject({ kind: "denied", status: 400, error: "invalid_request" });
  });

  it("takes ALL PRIVILEGES for none that are needed", () => {
    const decision = decideTokenRequest(basic, formWith(changed(2, { privileges: ["ALL PRIVILEGES"] })));
    expect(decision).toEqual({ kind: "granted", grant: { kind: "catalog", workspaceId: "127" } });
  });

  it.each<[string, string | undefined]>([
    ["no header", undefined],
    ["another scheme", "Bearer x"],
    ["no colon", `Basic ${Buffer.from("idsecret").toString("base64")}`],
    ["an empty id", `Basic ${Buffer.from(":secret").toString("base64")}`],
    ["an empty secret", `Basic ${Buffer.from("id:").toString("base64")}`],
    ["no base64", "Basic ???"],
  ])("denies credentials with %s", (_, header) => {
    const decision = decideTokenRequest(header, tokenForm(TABLE));
    expect(decision).toMatchObject({ kind: "denied", status: 401, error: "invalid_client" });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ["no grant_type", { grant_type: undefined }, "invalid_request"],
    ["another grant_type", { grant_type: "password" }, "unsupported_grant_type"],
    ["no scope", { scope: undefined }, "invalid_scope"],
    ["another scope", { scope: "sql" }, "invalid_scope"],
    ["no id in its resource", { resource: audience("") }, "invalid_target"],
    ["a host in its resource", { resource: audience("127.0.0.1") }, "invalid_target"],
    ["a path in its resource", { resource: audience("1/2") }, "invalid_target"],
    ["another API in its resource", { resource: "api://databricks/workspaces/1/sql" }, "invalid_target"],
    ["a URL as its resource", { resource: "http://127.0.0.1" }, "invalid_target"],
    ["more behind its resource", { resource: `${resource}/x` }, "invalid_target"],
    ["an empty resource", { resource: "" }, "invalid_target"],
    ["details that are no JSON", { authorization_details: "{" }, "invalid_authorization_details"],
    ["details that are no array", { authorization_details: "{}" }, "invalid_authorization_details"],
    ["details that are no objects", { authorization_details: "[1]" }, "invalid_authorization_details"],
    ["details of another type", changed(0, { type: "x" }), "invalid_authorization_details"],
    ["details without a type", changed(0, { type: undefined }), "invalid_authorization_details"],
    ["a detail about nothing", changed(0, { object_type: undefined }), "invalid_authorization_details"],
    ["a detail without a path", changed(1, { object_full_path: 1 }), "invalid_authorization_details"],
    ["privileges that are no list", changed(1, { privileges: "MODIFY" }), "invalid_authorization_details"],
    ["privileges that are no text", changed(1, { privileges: [1] }), "invalid_authorization_details"],
    [
      "operations that are no list",
      changed(2, { operations: "zerobuswrite" }),
      "invalid_authorization_details",
    ],
    ["half a name", changed(2, { object_full_path: "b.c" }), "invalid_authorization_details"],
    [
      "two tables",
      changed(0, { object_type: "TABLE", object_full_path: "a.b.c", privileges: ["MODIFY"] }),
      "invalid_authorization_details",
    ],
  ])("denies a form with %s", (_, fields, error) => {
    expect(decideTokenRequest(basic, formWith(fields))).toMatchObject({ kind: "denied", status: 400, error });
  });

  it("grants or denies whatever details there are", () => {
    const text = fc.constantFrom("TABLE", "CATALOG", "MODIFY", "a.b.c", "unity_catalog_privileges", "");
    const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.jsonValue());
    const detail = fc.dictionary(fc.constantFrom(...Object.keys(detailsFor(TABLE)[2] ?? {})), value);
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(detail, { maxLength: 4 })), (details) => {
        const { kind } = decideTokenRequest(
          basic,
          formWith({ authorization_details: JSON.stringify(details) }),
        );
        expect(["granted", "denied"]).toContain(kind);
      }),
    );
  });

  it.each(["grant_type", "scope", "resource", "authorization_details"])(
    "denies a form with %s twice",
    (name) => {
      const form = tokenForm(TABLE);
      form.append(name, form.get(name) ?? "");
      const decision = decideTokenRequest(basic, form);
      expect(decision).toMatchObject({
        status: 400,
        error: "invalid_request",
        description: `${name} came twice`,
      });
    },
  );
});

function audience(id: string): string {
  return `api://databricks/workspaces/${id}/zerobusDirectWriteApi`;
}

function grant(workspaceId: string): object {
  return { kind: "table", table: TABLE, workspaceId };
}

/** The details with one of them changed. */
function changed(index: number, change: object): { authorization_details: string } {
  const details = detailsFor(TABLE).map((detail, at) => (at === index ? { ...detail, ...change } : detail));
  return { authorization_details: JSON.stringify(details) };
}

/** The form with some fields changed, or left out. */
function formWith(fields: Readonly<Record<string, string | undefined>>): URLSearchParams {
  const form = tokenForm(TABLE);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) form.delete(name);
    else form.set(name, value);
  }
  return form;
}
