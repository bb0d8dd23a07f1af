import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { requestBytes } from "../auth/request-body.js";
import { Refusal, type RefusalCode } from "../ingest/refusal.js";
import { type Inserts, MAX_INSERT_BYTES } from "./inserts.js";

/** Codes that have an HTTP status or a name of their own; the others are 500, and called as in gRPC. */
const ANSWERS: { readonly [K in RefusalCode]?: readonly [ContentfulStatusCode, string?] } = {
  INVALID_ARGUMENT: [400, "INVALID_PARAMETER_VALUE"],
  UNAUTHENTICATED: [401],
  PERMISSION_DENIED: [403],
  NOT_FOUND: [404],
  RESOURCE_EXHAUSTED: [429],
  UNAVAILABLE: [503],
  DEADLINE_EXCEEDED: [504],
};

/** Hears of each request that was refused. */
export type OnInsertRefusal = (table: string, refusal: Refusal) => void;

const JSON_TYPE = /^application\/json *(?:;|$)/i;

/**
 * Rows over plain HTTP: a JSON array of records, taken as a whole or not at all, answered with `{}` once it is durable.
 * @see https://docs.databricks.com/aws/en/ingestion/zerobus-api-protocols
 */
export function insertRoutes(inserts: Inserts, onRefusal: OnInsertRefusal): Hono {
  const app = new Hono();
  app.post("/zerobus/v1/tables/:table/insert", async (c) => {
    const table = c.req.param("table");
    try {
      await inserts.insert({
        table,
        caller: { authorization: c.req.header("authorization"), host: c.req.header("host") },
        contentLength: contentLengthOf(c),
        body: () => bodyOf(c),
      });
      return c.json({});
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      onRefusal(table, error);
      const [status, error_code = error.code] = ANSWERS[error.code] ?? [500];
      return c.json({ error_code, message: error.message }, status);
    }
  });
  return app;
}

function contentLengthOf(c: Context): number | undefined {
  const text = c.req.header("content-length");
  return text === undefined ? undefined : Number(text);
}

async function bodyOf(c: Context): Promise<Uint8Array | undefined> {
  if (!JSON_TYPE.test(c.req.header("content-type") ?? "")) {
    throw new Refusal("INVALID_ARGUMENT", "the body must be JSON, with content-type: application/json");
  }
  if ((c.req.header("content-encoding") ?? "identity") !== "identity") {
    throw new Refusal("INVALID_ARGUMENT", "the body must not be compressed");
  }
  try {
    return await requestBytes(c, MAX_INSERT_BYTES);
  } catch (error) {
    throw new Refusal("CANCELLED", `the body did not come whole: ${String(error)}`);
  }
}
