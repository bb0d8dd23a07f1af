import { ZerobusError } from "../errors.js";
import { TOKEN_PATH } from "../protocol/names.js";
import { exchange, type HttpAnswer } from "../transport/http-exchange.js";
import type { Route } from "../transport/route.js";
import type { HeadersProvider } from "./headers-provider.js";
import { type Token, TokenCache } from "./token-cache.js";

/** Longest wait for the token endpoint. */
const TIMEOUT_MS = 30_000;

/** Answers are a few KiB; one longer than this is none. */
const MAX_ANSWER_BYTES = 64 * 1024;

const SCHEME = "Bearer ";

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
  /** The way to the workspace, which is also that to its token endpoint. */
  readonly route: Route;
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
    headers: async (table, signal) => ({ authorization: `${SCHEME}${await cache.get(table, signal)}` }),
    close: () => cache.close(),
    invalidate: (table, rejected) => cache.drop(table, rejected?.authorization?.slice(SCHEME.length)),
  };
}

async function fetchToken(options: OAuthOptions, table: string, signal: AbortSignal): Promise<Token> {
  const { route, workspaceId, clientId, clientSecret } = options;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    scope: "all-apis",
    resource: `api://databricks/workspaces/${workspaceId}/zerobusDirectWriteApi`,
    authorization_details: JSON.stringify(authorizationDetails(table)),
  });
  const endpoint = `the token endpoint ${route.target.origin}${TOKEN_PATH}`;
  // Not AbortSignal.any, which the oldest Node 20 lacks.
  const inTime = new AbortController();
  for (const end of [signal, AbortSignal.timeout(TIMEOUT_MS)]) {
    end.addEventListener("abort", () => inTime.abort(end.reason), { once: true });
  }
  let answer: HttpAnswer;
  try {
    const headers = { authorization: `Basic ${basic}` };
    const question = { path: TOKEN_PATH, headers, form, maxAnswerBytes: MAX_ANSWER_BYTES };
    answer = await exchange(route, question, inTime.signal);
  } catch (error) {
    if (error instanceof ZerobusError) throw ZerobusError.about(error, table);
    // Not as the cause: an error of the parser carries the bytes of the answer, which could quote what was sent.
    const why = error instanceof Error ? error.message : "it was given up";
    throw new ZerobusError("unavailable", `no answer from ${endpoint} (${why})`, { table });
  }
  if (answer.status < 200 || answer.status > 299) throw rejected(answer, endpoint, table);
  return parseToken(answer, table);
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

function rejected({ status, body }: HttpAnswer, endpoint: string, table: string): ZerobusError {
  const mayPass = status >= 500 || status === 429 || status === 408;
  const reason = parseObject(body)?.error;
  // Only the words of the standard are repeated: any other text could quote what was sent.
  const said = typeof reason === "string" && OAUTH_ERRORS.has(reason) ? `, ${reason}` : "";
  return new ZerobusError(
    mayPass ? "unavailable" : "unauthenticated",
    `${endpoint} answered ${status}${said}`,
    {
      table,
      hint: mayPass
        ? undefined
        : "check DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, and that the principal may use the table",
    },
  );
}

function parseToken({ body, arrivedAt }: HttpAnswer, table: string): Token {
  const answer = parseObject(body);
  const value = answer?.access_token;
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value)) {
    throw new ZerobusError("unauthenticated", "the token endpoint's answer holds no usable token", { table });
  }
  return { value, arrivedAt, lifetimeMs: lifetimeMs(answer?.expires_in) };
}

/** Seconds as a number, or as one in quotes; nothing when they are neither, or not positive. */
function lifetimeMs(expiresIn: unknown): number | undefined {
  const isText = typeof expiresIn === "string" && /^\s*\d+(?:\.\d+)?\s*$/.test(expiresIn);
  const seconds = isText || typeof expiresIn === "number" ? Number(expiresIn) : Number.NaN;
  return seconds > 0 && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
