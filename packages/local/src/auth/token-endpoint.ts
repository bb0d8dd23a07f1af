import { TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { decideTokenRequest } from "./token-request.js";
import { TOKEN_LIFE_SECONDS, type Tokens } from "./tokens.js";

const MAX_FORM_BYTES = 64 * 1024;

/** The OAuth token endpoint of a workspace. */
export function tokenEndpoint(tokens: Tokens): Hono {
  const app = new Hono();
  const limit = bodyLimit({
    maxSize: MAX_FORM_BYTES,
    onError: (c) => c.json({ error: "invalid_request", error_description: "the form is too large" }, 413),
  });
  app.post(TOKEN_PATH, limit, async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const decision = decideTokenRequest(c.req.header("authorization"), form);
    c.header("cache-control", "no-store");
    if (decision.kind === "denied") {
      if (decision.status === 401) c.header("www-authenticate", 'Basic realm="zerobus-gen local"');
      return c.json({ error: decision.error, error_description: decision.description }, decision.status);
    }
    const access_token = tokens.issue(decision.grant);
    return c.json({ access_token, token_type: "Bearer", expires_in: TOKEN_LIFE_SECONDS, scope: "all-apis" });
  });
  return app;
}
