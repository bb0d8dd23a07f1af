import { isJsonObject, type JsonObject } from "../schema/json-object.js";
import { formatTableName, parseTableName } from "../schema/table-name.js";
import type { Grant } from "./tokens.js";

/** What a token request comes to: a grant, or the OAuth error to answer. */
export type TokenDecision =
  | { readonly kind: "granted"; readonly grant: Grant }
  | {
      readonly kind: "denied";
      readonly status: 400 | 401;
      readonly error: string;
      readonly description: string;
    };

/**
 * Decides a client credentials request. Any client id and secret will do, as long as neither is empty: the
 * local server knows no accounts.
 * @see https://datatracker.ietf.org/doc/html/rfc6749#section-4.4
 */
export function decideTokenRequest(authorization: string | undefined, form: URLSearchParams): TokenDecision {
  if (!hasCredentials(authorization)) {
    return denied(401, "invalid_client", "send a client id and secret by HTTP Basic; any will do here");
  }
  const grantType = form.get("grant_type");
  if (grantType === null) return denied(400, "invalid_request", "the form has no grant_type");
  if (grantType !== "client_credentials") {
    return denied(400, "unsupported_grant_type", "grant_type must be client_credentials");
  }
  if (form.get("scope") !== "all-apis") return denied(400, "invalid_scope", "scope must be all-apis");
  const details = form.get("authorization_details");
  return details === null ? { kind: "granted", grant: { kind: "catalog" } } : decideDetails(details);
}

/** A token is bound to the table it may MODIFY; without one it reads the catalog. */
function decideDetails(text: string): TokenDecision {
  const details = parseArray(text);
  if (details === undefined) {
    return denied(
      400,
      "invalid_authorization_details",
      "authorization_details is not a JSON array of objects",
    );
  }
  const tables = details.filter(
    ({ object_type, privileges }) =>
      object_type === "TABLE" && Array.isArray(privileges) && privileges.includes("MODIFY"),
  );
  const [table] = tables;
  if (table === undefined) return { kind: "granted", grant: { kind: "catalog" } };
  const path = table.object_full_path;
  const name = typeof path === "string" ? parseTableName(path) : undefined;
  if (tables.length > 1 || name === undefined) {
    return denied(
      400,
      "invalid_authorization_details",
      "authorization_details may ask for MODIFY on one TABLE, its object_full_path catalog.schema.table",
    );
  }
  return { kind: "granted", grant: { kind: "table", table: formatTableName(name) } };
}

function parseArray(text: string): JsonObject[] | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) && json.every(isJsonObject) ? json : undefined;
  } catch {
    return undefined;
  }
}

function hasCredentials(authorization: string | undefined): boolean {
  const [, encoded = ""] = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(authorization ?? "") ?? [];
  return /^[^:]+:.+$/s.test(Buffer.from(encoded, "base64").toString());
}

function denied(status: 400 | 401, error: string, description: string): TokenDecision {
  return { kind: "denied", status, error, description };
}
