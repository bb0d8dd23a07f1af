import { TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { Hono } from "hono";
import { requestText } from "./request-body.js";
import { decideTokenRequest } from "./token-request.js";
import type { Grant, Tokens } from "./tokens.js";

/** What a token endpoint, or a proxy before it, answers on a bad day. */
export type DenialStatus = 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503 | 504;

/** Sees every grant before its token is issued, and may hold it up. Resolves with a status to deny it after all. */
export type BeforeToken = (grant: Grant) => Promise<DenialStatus | undefined>;

const MAX_FORM_BYTES = 64 * 1024;

const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

const FORM = /^application\/x-www-form-urlencoded *(?:;|$)/i;

/** The OAuth token endpoint of a workspace. */
export function tokenEndpoint(
  tokens: Tokens,
  log: (line: string) => void,
  before: BeforeToken = async () => undefined,
): Hono {
  const app = new Hono();
  app.post(TOKEN_PATH, async (c) => {
    const text = await requestText(c, MAX_FORM_BYTES);
    if (text === undefined) {
      return c.json({ error: "invalid_request", error_description: "the form is too large" }, 413);
    }
    const isForm = FORM.test(c.req.header("content-type") ?? "");
    const form = new URLSearchParams(isForm ? text : "");
    const decision = decideTokenRequest(c.req.header("authorization"), form);
    c.header("cache-control", "no-store");
    if (decision.kind === "denied") {
      if (decision.status === 401) c.header("www-authenticate", 'Basic realm="zerobus-gen local"');
      return c.json({ error: decision.error, error_description: decision.description }, decision.status);
    }
    const denial = await before(decision.grant);
    if (denial !== undefined) {
      const error = denial < 500 ? "access_denied" : "temporarily_unavailable";
      return c.json({ error, error_description: "a scripted fault" }, denial);
    }
    const { grant, remark, isExchange } = decision;
    if (remark !== undefined && grant.kind === "table")
      log(`a token for ${grant.table} was asked for ${remark}`);
    // Never later than the token expires: a life below a second is told as none.
    const expires_in = Math.floor(tokens.lifeMs / 1000);
    return c.json({
      access_token: tokens.issue(grant),
      ...(isExchange ? { issued_token_type: ACCESS_TOKEN } : {}),
      token_type: "Bearer",
      expires_in,
      scope: "all-apis",
    });
  });
  return app;
}
