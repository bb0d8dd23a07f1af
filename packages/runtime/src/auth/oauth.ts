import { ZerobusError } from "../errors.js";
import { TOKEN_PATH } from "../protocol/names.js";
import { unreachableHint } from "../unreachable-hint.js";
import type { HeadersProvider } from "./headers-provider.js";
import { type Token, TokenCache } from "./token-cache.js";

/** Longest wait for the token endpoint. */
const TIMEOUT_MS = 30_000;
/** Tokens are a few KiB; an answer longer than this is none. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const OAUTH_ERRORS: ReadonlySet<string> = new Set([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "access_denied",
  "server_error",
  "temporarily_unavailable",
]);

/** OAuth client credentials of a service principal. */
export interface OAuthOptions {
  /** Address of the workspace, which is also that of its token endpoint. */
  readonly workspaceUrl: URL;
  /** Id of the workspace: the first label of the Zerobus endpoint's host. */
  readonly workspaceId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Headers with a token for exactly one table, by the client-credentials grant. Each table's token is cached, fetched
 * once at a time, and renewed before it expires.
 *
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-api-protocols
 */
export function oauthHeaders(options: OAuthOptions): HeadersProvider {
  const cache = new TokenCache((table, signal) => fetchToken(options, table, signal));
  return {
    headers: async (table, signal) => ({ authorization: `Bearer ${await cache.get(table, signal)}` }),
    invalidate: (table) => cache.drop(table),
  };
}

async function fetchToken(options: OAuthOptions, table: string, signal: AbortSignal): Promise<Token> {
  const url = new URL(TOKEN_PATH, options.workspaceUrl);
  const basic = Buffer.from(`${options.clientId}:${options.clientSecret}`).toString("base64");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    scope: "all-apis",
    resource: `api://databricks/workspaces/${options.workspaceId}/zerobusDirectWriteApi`,
    authorization_details: JSON.stringify(authorizationDetails(table)),
  });
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Basic ${basic}` },
      body: form,
      // A redirect would carry the secret somewhere else.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    body = await readText(response);
  } catch (cause) {
    throw new ZerobusError("unavailable", `no answer from the token endpoint ${url.origin}${TOKEN_PATH}`, {
      table,
      cause,
      hint: unreachableHint(url),
    });
  }
  if (!response.ok) throw rejected(response.status, body, url, table);
  return parseToken(body, table);
}

function authorizationDetails(table: string): readonly object[] {
  const [catalog = "", schema = ""] = table.split(".");
  const type = "unity_catalog_privileges";
  return [
    { type, privileges: ["USE CATALOG"], object_type: "CATALOG", object_full_path: catalog },
    { type, privileges: ["USE SCHEMA"], object_type: "SCHEMA", object_full_path: `${catalog}.${schema}` },
    {
      type,
      privileges: ["SELECT", "MODIFY"],
      object_type: "TABLE",
      object_full_path: table,
      operations: ["zerobuswrite"],
    },
  ];
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_ANSWER_BYTES) throw new RangeError(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function rejected(status: number, body: string, url: URL, table: string): ZerobusError {
  const transient = status >= 500 || status === 429 || status === 408;
  const reason = parseObject(body)?.error;
  // Only the words of the standard are repeated: any other text could quote what was sent.
  const said = typeof reason === "string" && OAUTH_ERRORS.has(reason) ? `, ${reason}` : "";
  return new ZerobusError(
    transient ? "unavailable" : "unauthenticated",
    `the token endpoint ${url.origin}${TOKEN_PATH} answered ${status}${said}`,
    {
      table,
      hint: transient
        ? undefined
        : "check DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, and that the principal may use the table",
    },
  );
}

function parseToken(body: string, table: string): Token {
  const answer = parseObject(body);
  const value = answer?.access_token;
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) {
    throw new ZerobusError("unauthenticated", "the token endpoint's answer holds no usable token", { table });
  }
  const seconds = Number(answer?.expires_in);
  return { value, lifetimeMs: seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : undefined };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
