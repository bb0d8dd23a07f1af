import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { bearerToken, isLocalToken, type Tokens } from "../auth/tokens.js";
import { parseTableName } from "../schema/table-name.js";
import type { Warehouse } from "../store/warehouse.js";
import { failure, invalid } from "./answers.js";
import { changeRoutes } from "./change-routes.js";
import { pageOf } from "./page.js";
import type { TableChanges } from "./table-changes.js";
import { tableInfo } from "./table-info.js";

const BASE = "/api/2.1/unity-catalog";

/** The part of Unity Catalog's REST API that has to do with tables, and the lists above them. */
export function catalogRoutes(warehouse: Warehouse, changes: TableChanges, tokens: Tokens): Hono {
  const app = new Hono();
  app.use(`${BASE}/*`, requireToken(tokens));
  app.route("/", changeRoutes(BASE, changes, tokens));

  app.get(`${BASE}/tables/:fullName`, (c) => {
    const fullName = c.req.param("fullName");
    const table = warehouse.get(fullName);
    if (table !== undefined) return c.json(tableInfo(table));
    if (parseTableName(fullName) === undefined) {
      return invalid(c, `${JSON.stringify(fullName)} is no full table name; write catalog.schema.table`);
    }
    return failure(c, 404, "TABLE_DOES_NOT_EXIST", `Table '${fullName}' does not exist.`);
  });

  app.get(`${BASE}/catalogs`, (c) => {
    const names = distinct(warehouse.list().map(({ name }) => name.catalog));
    return list(
      c,
      "catalogs",
      names,
      (name) => name,
      (name) => ({ name }),
    );
  });

  app.get(`${BASE}/schemas`, (c) => {
    const catalog_name = c.req.query("catalog_name");
    if (!catalog_name) return invalid(c, "catalog_name is missing");
    const inCatalog = warehouse.list().filter(({ name }) => name.catalog === catalog_name);
    if (inCatalog.length === 0) return noCatalog(c, catalog_name);
    const names = distinct(inCatalog.map(({ name }) => name.schema));
    return list(
      c,
      "schemas",
      names,
      (name) => name,
      (name) => ({
        name,
        catalog_name,
        full_name: `${catalog_name}.${name}`,
      }),
    );
  });

  app.get(`${BASE}/tables`, (c) => {
    const catalogName = c.req.query("catalog_name");
    const schemaName = c.req.query("schema_name");
    if (!catalogName || !schemaName) return invalid(c, "catalog_name or schema_name is missing");
    const inCatalog = warehouse.list().filter(({ name }) => name.catalog === catalogName);
    if (inCatalog.length === 0) return noCatalog(c, catalogName);
    const tables = inCatalog.filter(({ name }) => name.schema === schemaName);
    if (tables.length > 0) return list(c, "tables", tables, ({ fullName }) => fullName, tableInfo);
    const message = `Schema '${catalogName}.${schemaName}' does not exist.`;
    return failure(c, 404, "SCHEMA_DOES_NOT_EXIST", message);
  });

  return app;
}

/**
 * Lets a request through that bears a token: a good one of ours, or any personal access token, so that a
 * developer's `DATABRICKS_TOKEN` works as it is.
 */
function requireToken(tokens: Tokens): ReturnType<typeof createMiddleware> {
  return createMiddleware(async (c, next) => {
    const token = bearerToken(c.req.header("authorization"));
    if (token === undefined)
      return failure(c, 401, "UNAUTHENTICATED", "Send a token: Authorization: Bearer …");
    if (isLocalToken(token) && tokens.verify(token) === undefined) {
      return failure(
        c,
        401,
        "UNAUTHENTICATED",
        "The token has expired or was not issued for this directory.",
      );
    }
    return next();
  });
}

function list<T>(
  c: Context,
  kind: "catalogs" | "schemas" | "tables",
  sorted: readonly T[],
  key: (item: T) => string,
  toJson: (item: T) => object,
): Response {
  const page = pageOf(sorted, key, c.req.query("max_results"), c.req.query("page_token"));
  if (page === undefined)
    return invalid(c, "max_results is no number, or page_token is not one of this server's");
  const { items, nextPageToken } = page;
  return c.json({
    [kind]: items.map(toJson),
    ...(nextPageToken === undefined ? {} : { next_page_token: nextPageToken }),
  });
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function noCatalog(c: Context, catalog: string): Response {
  return failure(c, 404, "CATALOG_DOES_NOT_EXIST", `Catalog '${catalog}' does not exist.`);
}
