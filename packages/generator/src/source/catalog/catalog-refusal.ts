import { quoteName, type TableName } from "@zerobus-gen/schema";
import { grants, producerPrivileges } from "../../sql/grants.js";
import { SourceError } from "../source-error.js";
import { type CatalogAnswer, serverWords } from "./catalog-request.js";
import type { CatalogSession } from "./catalog-session.js";
import { isLoopback } from "./workspace-origin.js";

/** What the catalog was asked for: a table, or what is in a schema, in a catalog, or at the top. */
export type CatalogObject = Partial<TableName>;

/** A final answer of the catalog that is not what it was asked for. */
export class CatalogRefusal extends SourceError {
  readonly status: number;

  constructor(status: number, message: string, hint: string) {
    super(message, hint);
    this.status = status;
  }
}

/** Explains the answer, with what to do about it. */
export function refusalOf(
  { status, json }: CatalogAnswer,
  { origin, token }: CatalogSession,
  object: CatalogObject,
): CatalogRefusal {
  const words = serverWords(json, token === undefined ? [] : [token]);
  const what = label(object);
  switch (status) {
    case 401:
      return token === undefined
        ? new CatalogRefusal(status, `${origin} wants a token (401)${words}`, "set DATABRICKS_TOKEN")
        : new CatalogRefusal(
            status,
            `${origin} does not accept the token (401)${words}`,
            "it may have expired, or belong to another workspace: check DATABRICKS_HOST and DATABRICKS_TOKEN",
          );
    case 403:
      return new CatalogRefusal(
        status,
        `this principal may not read ${what} (403)${words}`,
        `ALL PRIVILEGES is not enough; have its owner run ${grantsFor(object)}`,
      );
    case 404:
      return new CatalogRefusal(
        status,
        `${what} does not exist, or this principal cannot see it (404)${words}`,
        isLoopback(new URL(origin).hostname)
          ? "create it on the local server: zerobus-gen dev --table FILE.json"
          : `check the spelling and the workspace; if it is there, have its owner run ${grantsFor(object)}`,
      );
  }
  return new CatalogRefusal(
    status,
    `${origin} answered ${status} to the question for ${what}${words}`,
    "is DATABRICKS_HOST the address of a workspace with Unity Catalog?",
  );
}

function label({ catalog, schema, table }: CatalogObject): string {
  const name = [catalog, schema, table].flatMap((part) => (part === undefined ? [] : [quoteName(part)]));
  if (catalog === undefined) return "the list of catalogs";
  if (schema === undefined) return `the catalog ${name.join(".")}`;
  return table === undefined ? `the schema ${name.join(".")}` : name.join(".");
}

/** What reading takes, and MODIFY, which writing will take. */
function grantsFor({ catalog, schema, table }: CatalogObject): string {
  const wanted = producerPrivileges.filter(
    (privilege) =>
      privilege === "USE CATALOG" ||
      (privilege === "USE SCHEMA" ? schema !== undefined : table !== undefined),
  );
  const name = { catalog: catalog ?? "<catalog>", schema: schema ?? "", table: table ?? "" };
  return grants(name, "<principal>", wanted)
    .map(({ sql }) => `${sql};`)
    .join(" ");
}
