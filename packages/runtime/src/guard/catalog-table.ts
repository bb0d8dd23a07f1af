import { type ErrorCode, ZerobusError } from "../errors.js";
import { TOKEN_PATH } from "../protocol/names.js";
import { exchange, type HttpAnswer } from "../transport/http-exchange.js";
import type { Route } from "../transport/route.js";

/** Where the catalog is, and who asks it. */
export interface CatalogAccess {
  /** The way to the workspace. */
  readonly route: Route;
  readonly clientId: string;
  readonly clientSecret: string;
}

const MAX_TOKEN_BYTES = 64 * 1024;

/** A table of 2,000 columns with nested types takes a tenth of it. */
const MAX_TABLE_BYTES = 32 * 1024 * 1024;

const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [401, "unauthenticated"],
  [403, "permission_denied"],
  [404, "table_not_found"],
]);

/**
 * What Unity Catalog says of a table, as parsed JSON. The token for it is another one than the stream's.
 *
 * @throws ZerobusError when the catalog cannot be reached, or refuses
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export async function fetchTableInfo(
  { route, clientId, clientSecret }: CatalogAccess,
  table: string,
  signal: AbortSignal,
): Promise<unknown> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const tokenAnswer = await ask(
    route,
    table,
    {
      path: TOKEN_PATH,
      headers: { authorization: `Basic ${basic}` },
      form: new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" }),
      maxAnswerBytes: MAX_TOKEN_BYTES,
    },
    signal,
  );
  const token = memberOf(jsonOf(tokenAnswer, table), "access_token");
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
    throw new ZerobusError("unauthenticated", "the token endpoint's answer holds no usable token", { table });
  }
  const answer = await ask(
    route,
    table,
    {
      path: `/api/2.1/unity-catalog/tables/${encodeURIComponent(table)}`,
      headers: { authorization: `Bearer ${token}` },
      maxAnswerBytes: MAX_TABLE_BYTES,
    },
    signal,
  );
  return jsonOf(answer, table);
}

async function ask(
  route: Route,
  table: string,
  question: Parameters<typeof exchange>[1],
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const where = `${route.target.origin}${question.path}`;
  let answer: HttpAnswer;
  try {
    answer = await exchange(route, question, signal);
  } catch (error) {
    if (error instanceof ZerobusError) throw ZerobusError.about(error, table);
    // Not as the cause: an error of the parser carries bytes that could quote what was sent.
    const why = error instanceof Error ? error.message : "it was given up";
    throw new ZerobusError("unavailable", `no answer from ${where} (${why})`, { table });
  }
  if (answer.status === 200) return answer;
  throw new ZerobusError(CODES.get(answer.status) ?? "unavailable", `${where} answered ${answer.status}`, {
    table,
    hint: CODES.has(answer.status)
      ? "to read its schema, grant the principal USE CATALOG, USE SCHEMA and SELECT on the table"
      : undefined,
  });
}

function jsonOf({ body }: HttpAnswer, table: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ZerobusError("unavailable", "the catalog answered with something that is not JSON", { table });
  }
}

function memberOf(json: unknown, name: string): unknown {
  return typeof json === "object" && json !== null ? Reflect.get(json, name) : undefined;
}
