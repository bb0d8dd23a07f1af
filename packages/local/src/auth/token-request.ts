import { isJsonObject, type JsonObject } from "../schema/json-object.js";
import { parseDetails } from "./authorization-details.js";
import type { Grant } from "./tokens.js";

/** What a token request comes to: a grant, or the OAuth error to answer. */
export type TokenDecision =
  | {
      readonly kind: "granted";
      readonly grant: Grant;
      /** What a newer client would have asked for as well; undefined when nothing. */
      readonly remark?: string;
      /** Whether the token is given in exchange for another. */
      readonly isExchange?: true;
    }
  | {
      readonly kind: "denied";
      readonly status: 400 | 401;
      readonly error: string;
      readonly description: string;
    };

/** The audience of a token for Zerobus. Older clients leave the port on a workspace that has no dots. */
const AUDIENCE = /^api:\/\/databricks\/workspaces\/([\w-]+)(?::\d{1,5})?\/zerobusDirectWriteApi$/;

/** The parameters that are looked at. */
const ONCE = [
  "grant_type",
  "scope",
  "resource",
  "authorization_details",
  "subject_token",
  "subject_token_type",
];

/** The grant of federated clients, who bring a token of their own identity provider. */
const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

/** What such a token may be called. */
const SUBJECT_TOKEN = /^urn:ietf:params:oauth:token-type:(?:jwt|id_token|access_token)$/;

/**
 * Decides a token request: for client credentials, or in exchange for another token. Any will do that is not empty: the
 * local server knows no accounts, and a principal has every privilege that it asks for.
 * @see https://datatracker.ietf.org/doc/html/rfc6749#section-4.4
 * @see https://datatracker.ietf.org/doc/html/rfc8693#section-2.1
 * @see https://datatracker.ietf.org/doc/html/rfc8707#section-2
 * @see https://datatracker.ietf.org/doc/html/rfc9396#section-5
 */
export function decideTokenRequest(authorization: string | undefined, form: URLSearchParams): TokenDecision {
  const grantType = form.get("grant_type");
  const isExchange = grantType === EXCHANGE;
  if (!isExchange && !hasCredentials(authorization)) {
    return denied("invalid_client", "send a client id and secret by HTTP Basic; any will do here", 401);
  }
  const repeated = ONCE.find((name) => form.getAll(name).length > 1);
  if (repeated !== undefined) return denied("invalid_request", `${repeated} came twice`);
  if (grantType === null) {
    return denied(
      "invalid_request",
      "there is no grant_type; send a form, application/x-www-form-urlencoded",
    );
  }
  if (!isExchange && grantType !== "client_credentials") {
    return denied("unsupported_grant_type", `grant_type must be client_credentials or ${EXCHANGE}`);
  }
  if (isExchange && !form.get("subject_token")) {
    return denied("invalid_request", "there is no subject_token; any will do here");
  }
  if (isExchange && !SUBJECT_TOKEN.test(form.get("subject_token_type") ?? "")) {
    return denied("invalid_request", "subject_token_type must be urn:ietf:params:oauth:token-type:jwt");
  }
  if (form.get("scope") !== "all-apis") return denied("invalid_scope", "scope must be all-apis");
  const resource = form.get("resource");
  const workspaceId = AUDIENCE.exec(resource ?? "")?.[1];
  if (resource !== null && workspaceId === undefined) {
    return denied(
      "invalid_target",
      "resource must be api://databricks/workspaces/{id}/zerobusDirectWriteApi, the id the first label of the endpoint's host",
    );
  }
  const decision = decideDetails(form.get("authorization_details"), workspaceId);
  return isExchange && decision.kind === "granted" ? { ...decision, isExchange } : decision;
}

/** A token for Zerobus is bound to the table that it may MODIFY; without its audience it reads the catalog. */
function decideDetails(text: string | null, workspaceId: string | undefined): TokenDecision {
  const objects = text === null ? [] : parseArray(text);
  const details = objects && parseDetails(objects);
  if (details === undefined || "problem" in details) {
    const problem = details?.problem ?? "it is not a JSON array of objects";
    return denied("invalid_authorization_details", `authorization_details: ${problem}`);
  }
  const { table, lacks, remark } = details;
  if (workspaceId === undefined) return { kind: "granted", grant: { kind: "catalog" } };
  if (table === undefined) return { kind: "granted", grant: { kind: "catalog", workspaceId } };
  const grant: Grant = { kind: "table", table, workspaceId, ...(lacks.length > 0 ? { lacks } : {}) };
  return { kind: "granted", grant, ...(remark === undefined ? {} : { remark }) };
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

function denied(error: string, description: string, status: 400 | 401 = 400): TokenDecision {
  return { kind: "denied", status, error, description };
}
