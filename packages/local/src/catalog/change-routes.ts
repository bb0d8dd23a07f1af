import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { requestText } from "../auth/request-body.js";
import { bearerToken, type Tokens } from "../auth/tokens.js";
import { TableDefinitionError } from "../schema/from-catalog.js";
import { isJsonObject, type JsonObject } from "../schema/json-object.js";
import { NoSuchTableError, TableExistsError } from "../store/warehouse.js";
import { failure, invalid } from "./answers.js";
import type { TableChanges } from "./table-changes.js";
import { tableInfo } from "./table-info.js";

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const NO_BODY = `the body is no JSON object, or has more than ${MAX_BODY_BYTES} bytes`;

/**
 * The part of a catalog that makes, alters and drops tables, in the shapes of open-source Unity Catalog. `PATCH` takes
 * columns too, which there is no other way to alter here, and its answer tells in `zerobus_local` what became of the rows.
 * @see https://github.com/unitycatalog/unitycatalog/blob/main/api/all.yaml
 */
export function changeRoutes(base: string, changes: TableChanges, tokens: Tokens): Hono {
  const app = new Hono();
  const refuse = refuseProducers(tokens);

  app.post(`${base}/tables`, refuse, async (c) => {
    const info = await readBody(c);
    if (info === undefined) return invalid(c, NO_BODY);
    return answered(c, async () => c.json(tableInfo(await changes.createNew(info))));
  });

  app.patch(`${base}/tables/:fullName`, refuse, async (c) => {
    const info = await readBody(c);
    if (info === undefined) return invalid(c, NO_BODY);
    return answered(c, async () => {
      const { table, loss } = await changes.alter(c.req.param("fullName"), info);
      const rows = loss.length === 0 ? "kept" : "removed";
      return c.json({ ...tableInfo(table), zerobus_local: { rows, because: loss } });
    });
  });

  app.delete(`${base}/tables/:fullName`, refuse, (c) =>
    answered(c, async () => {
      await changes.drop(c.req.param("fullName"));
      return c.json({});
    }),
  );

  return app;
}

/** A producer's token writes rows of one table; the service gives it no more. */
function refuseProducers(tokens: Tokens): ReturnType<typeof createMiddleware> {
  return createMiddleware(async (c, next) => {
    const grant = tokens.verify(bearerToken(c.req.header("authorization")) ?? "");
    if (grant?.kind !== "table") return next();
    return failure(c, 403, "PERMISSION_DENIED", `The token may only ingest into ${grant.table}.`);
  });
}

async function readBody(c: Context): Promise<JsonObject | undefined> {
  try {
    const body: unknown = JSON.parse((await requestText(c, MAX_BODY_BYTES)) ?? "");
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

async function answered(c: Context, change: () => Promise<Response>): Promise<Response> {
  try {
    return await change();
  } catch (error) {
    if (error instanceof TableDefinitionError) return invalid(c, error.message);
    if (error instanceof TableExistsError) return failure(c, 409, "TABLE_ALREADY_EXISTS", error.message);
    if (error instanceof NoSuchTableError) return failure(c, 404, "TABLE_DOES_NOT_EXIST", error.message);
    throw error;
  }
}
