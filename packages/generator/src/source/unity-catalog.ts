import {
  checkTableName,
  formatTableName,
  type Problem,
  parseTableName,
  problemOf,
  quoteName,
  readTableInfo,
  type SchemaRead,
  type TableName,
} from "@zerobus-gen/schema";
import { grants } from "../sql/grants.js";
import { type CatalogCredentials, fetchCatalogToken } from "./catalog-credentials.js";
import { type CatalogAnswer, type Patience, sendCatalogRequest, serverWords } from "./catalog-request.js";
import { SourceError } from "./source-error.js";
import { isLoopback, workspaceOrigin } from "./workspace-origin.js";

/** Which table to read, from where, and as whom. */
export interface CatalogTableOptions extends Patience {
  /** Address of the workspace or of another Unity Catalog server; https where it has no scheme. */
  readonly host: string;
  /** `catalog.schema.table`. */
  readonly table: string;
  readonly credentials: CatalogCredentials;
}

/**
 * Reads a table from a live Unity Catalog.
 *
 * @throws SourceError where the catalog cannot be reached, refuses, or does not know the table
 * @see https://docs.databricks.com/api/workspace/tables/get
 */
export async function readCatalogTable(options: CatalogTableOptions): Promise<SchemaRead> {
  const parsed = parseTableName(options.table);
  if ("problem" in parsed) {
    return { tables: [], problems: [problemOf(quoteName(options.table), parsed.problem)] };
  }
  const problems: Problem[] = [];
  checkTableName(parsed.name, (finding) => problems.push(problemOf(quoteName(options.table), finding)));
  if (problems.length > 0) return { tables: [], problems };

  const fullName = formatTableName(parsed.name);
  const origin = workspaceOrigin(options.host);
  const token = await fetchCatalogToken(origin, options.credentials, options);
  const answer = await sendCatalogRequest({
    url: `${origin}/api/2.1/unity-catalog/tables/${encodeURIComponent(fullName)}`,
    method: "GET",
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    secrets: [token],
    patience: options,
  });
  if (answer.status !== 200) throw refusal(answer, origin, parsed.name, token);
  if (answer.json === undefined) {
    throw new SourceError(
      `${origin} answered with something that is not JSON, perhaps a login page`,
      "is DATABRICKS_HOST the address of the workspace itself?",
    );
  }
  return sameTable(readTableInfo(answer.json, fullName), fullName, origin);
}

function sameTable(read: SchemaRead, fullName: string, origin: string): SchemaRead {
  for (const { name } of read.tables) {
    if (formatTableName(name).toLowerCase() !== fullName.toLowerCase()) {
      throw new SourceError(
        `${origin} answered with ${formatTableName(name)} when asked for ${fullName}`,
        "is DATABRICKS_HOST the address of a workspace?",
      );
    }
  }
  return read;
}

function refusal(answer: CatalogAnswer, origin: string, name: TableName, token: string): SourceError {
  const fullName = formatTableName(name);
  const words = serverWords(answer.json, [token]);
  switch (answer.status) {
    case 401:
      return new SourceError(
        `${origin} does not accept the token (401)${words}`,
        "it may have expired, or belong to another workspace: check DATABRICKS_HOST and DATABRICKS_TOKEN",
      );
    case 403:
      return new SourceError(
        `this principal may not read ${fullName} (403)${words}`,
        `ALL PRIVILEGES is not enough; have its owner run ${grantsLine(name)}`,
      );
    case 404:
      return new SourceError(
        `${fullName} does not exist, or this principal cannot see it (404)${words}`,
        isLoopback(new URL(origin).hostname)
          ? "create it on the local server: zerobus-gen dev --table FILE.json"
          : `check the spelling and the workspace; if the table is there, have its owner run ${grantsLine(name)}`,
      );
  }
  return new SourceError(
    `${origin} answered ${answer.status} to the question for ${fullName}${words}`,
    "is DATABRICKS_HOST the address of a workspace with Unity Catalog?",
  );
}

/** What reading takes, and MODIFY, which writing will take. */
function grantsLine(name: TableName): string {
  return grants(name, "<principal>")
    .map(({ sql }) => `${sql};`)
    .join(" ");
}
