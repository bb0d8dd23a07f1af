import { SourceError } from "../source-error.js";
import { type CatalogCredentials, fetchCatalogToken } from "./catalog-credentials.js";
import { type CatalogAnswer, type Patience, sendCatalogRequest } from "./catalog-request.js";
import { workspaceOrigin } from "./workspace-origin.js";

/** A Unity Catalog that answers us: one token for all that is asked. */
export interface CatalogSession {
  readonly origin: string;
  /** Undefined for a catalog that wants none. */
  readonly token: string | undefined;
  readonly patience: Patience;
}

/**
 * Gets the token.
 *
 * @param host of the workspace or of another Unity Catalog server; https where it has no scheme
 * @throws SourceError where the host is no address, or gives no token
 */
export async function openCatalog(
  host: string,
  credentials: CatalogCredentials,
  patience: Patience = {},
): Promise<CatalogSession> {
  const origin = workspaceOrigin(host);
  return { origin, token: await fetchCatalogToken(origin, credentials, patience), patience };
}

/**
 * Asks below `/api/2.1/unity-catalog`. Any status may come back; an answer of 200 holds JSON.
 *
 * @param path below there, encoded
 * @throws SourceError where there is no final answer
 */
export async function askCatalog(session: CatalogSession, path: string): Promise<CatalogAnswer> {
  const { origin, token, patience } = session;
  const answer = await sendCatalogRequest({
    url: `${origin}/api/2.1/unity-catalog/${path}`,
    method: "GET",
    headers: {
      accept: "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    secrets: token === undefined ? [] : [token],
    patience,
  });
  if (answer.status === 200 && answer.json === undefined) {
    throw new SourceError(
      `${origin} answered with something that is not JSON, perhaps a login page`,
      "is DATABRICKS_HOST the address of the workspace itself?",
    );
  }
  return answer;
}
