import { Hono } from "hono";
import { type BeforeToken, tokenEndpoint } from "../auth/token-endpoint.js";
import type { Tokens } from "../auth/tokens.js";
import { catalogRoutes } from "../catalog/catalog-routes.js";
import type { TableChanges } from "../catalog/table-changes.js";
import type { Warehouse } from "../store/warehouse.js";
import { insertRoutes } from "./insert-routes.js";
import type { Inserts } from "./inserts.js";
import { isLoopbackHost } from "./loopback-host.js";

/** Everything that is spoken over plain HTTP: OAuth, Unity Catalog, and a word to whoever looks in. */
export function httpApp(
  warehouse: Warehouse,
  changes: TableChanges,
  tokens: Tokens,
  log: (line: string) => void,
  beforeToken?: BeforeToken,
  inserts?: Inserts,
): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (isLoopbackHost(c.req.header("host"))) return next();
    return c.json({ error_code: "PERMISSION_DENIED", message: "Reach the local server as localhost." }, 403);
  });
  app.get("/", (c) =>
    c.json({
      name: "zerobus-gen local server",
      about:
        "A local Zerobus for development and tests: gRPC ingest, OAuth tokens and Unity Catalog on this port.",
      tables: warehouse.list().map(({ fullName }) => fullName),
    }),
  );
  app.route("/", tokenEndpoint(tokens, log, beforeToken));
  app.route("/", catalogRoutes(warehouse, changes, tokens));
  if (inserts !== undefined) app.route("/", insertRoutes(inserts, log));
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
