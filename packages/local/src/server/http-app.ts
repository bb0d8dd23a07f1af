import { TOKEN_PATH } from "@zerobus-gen/runtime/protocol";
import { type Context, Hono } from "hono";
import { type BeforeToken, tokenEndpoint } from "../auth/token-endpoint.js";
import type { Tokens } from "../auth/tokens.js";
import { catalogRoutes } from "../catalog/catalog-routes.js";
import type { TableChanges } from "../catalog/table-changes.js";
import type { Warehouse } from "../store/warehouse.js";
import { insertRoutes, type OnInsertRefusal } from "./insert-routes.js";
import type { Inserts } from "./inserts.js";
import { isLoopbackHost } from "./loopback-host.js";
import { isOwnOrigin } from "./own-origin.js";
import { type OnDenial, tellDenials } from "./token-denials.js";

/** What is spoken besides OAuth and Unity Catalog, and who hears of it. */
export interface HttpExtras {
  readonly beforeToken?: BeforeToken;
  /** Hears of each token that was denied. */
  readonly onDenial?: OnDenial;
  /** Rows over plain HTTP. */
  readonly inserts?: Inserts;
  /** Hears of each request for those that was refused. */
  readonly onInsertRefusal?: OnInsertRefusal;
  /** The routes below `/console`. */
  readonly consoleRoutes?: Hono;
}

/** Everything that is spoken over plain HTTP: OAuth, Unity Catalog, the console, and a word to whoever looks in. */
export function httpApp(
  warehouse: Warehouse,
  changes: TableChanges,
  tokens: Tokens,
  log: (line: string) => void,
  { beforeToken, onDenial, consoleRoutes, inserts, onInsertRefusal = () => {} }: HttpExtras = {},
): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const host = c.req.header("host");
    if (!isLoopbackHost(host)) return forbidden(c, "Reach the local server as localhost.");
    if (isOwnOrigin(c.req.header("origin"), host)) return next();
    return forbidden(c, "A page of another site may not talk to the local server.");
  });
  if (onDenial !== undefined) app.use(TOKEN_PATH, tellDenials(onDenial));
  app.get("/", (c) => {
    const isPerson = /\btext\/html\b/i.test(c.req.header("accept") ?? "");
    if (isPerson && consoleRoutes !== undefined) return c.redirect("/console/");
    return c.json({
      name: "zerobus-gen local server",
      about:
        "A local Zerobus for development and tests: gRPC ingest, OAuth tokens and Unity Catalog on this port.",
      tables: warehouse.list().map(({ fullName }) => fullName),
    });
  });
  if (consoleRoutes !== undefined) app.route("/", consoleRoutes);
  app.route("/", tokenEndpoint(tokens, log, beforeToken));
  app.route("/", catalogRoutes(warehouse, changes, tokens));
  if (inserts !== undefined) app.route("/", insertRoutes(inserts, onInsertRefusal));
  app.notFound((c) =>
    c.json({ error_code: "NOT_FOUND", message: `Nothing is served at ${c.req.path}.` }, 404),
  );
  app.onError((error, c) => {
    log(`${c.req.method} ${c.req.path} failed: ${String(error)}`);
    return c.json(
      { error_code: "INTERNAL_ERROR", message: "A defect of the local server; its log says more." },
      500,
    );
  });
  return app;
}

function forbidden(c: Context, message: string): Response {
  return c.json({ error_code: "PERMISSION_DENIED", message }, 403);
}
