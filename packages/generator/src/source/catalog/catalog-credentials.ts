import { isJsonObject } from "@zerobus-gen/schema";
import { SourceError } from "../source-error.js";
import { type Patience, sendCatalogRequest, serverWords } from "./catalog-request.js";
import { runTokenCommand } from "./token-command.js";

/**
 * What a catalog lets one in with: a token; the client id and secret of a service principal; a program that prints a
 * token, with its arguments; or nothing, where it asks for nothing.
 */
export type CatalogCredentials =
  | { readonly token: string }
  | { readonly clientId: string; readonly clientSecret: string }
  | { readonly tokenCommand: readonly string[] }
  | "none";

/**
 * A token for the workspace at `host`: the one given, or a fresh one. It lasts an hour; get one, and read many tables
 * with it. Undefined where there are no credentials.
 *
 * @param host origin of the workspace, as `workspaceOrigin` returns it
 * @throws SourceError where the workspace refuses or cannot be asked, or the program fails
 */
export async function fetchCatalogToken(
  host: string,
  credentials: CatalogCredentials,
  patience: Patience = {},
): Promise<string | undefined> {
  if (credentials === "none") return undefined;
  if ("token" in credentials) return headerSafe(credentials.token.trim(), "the token");
  if ("tokenCommand" in credentials) {
    return headerSafe(
      await runTokenCommand(credentials.tokenCommand, patience.signal),
      "the token of the token command",
    );
  }
  const id = headerSafe(credentials.clientId.trim(), "the client id");
  const secret = headerSafe(credentials.clientSecret.trim(), "the client secret");
  const basic = Buffer.from(`${id}:${secret}`).toString("base64");
  const { status, json } = await sendCatalogRequest({
    url: `${host}/oidc/v1/token`,
    method: "POST",
    headers: { authorization: `Basic ${basic}`, "content-type": "application/x-www-form-urlencoded" },
    body: "grant_type=client_credentials&scope=all-apis",
    secrets: [secret, basic],
    patience,
  });
  if (status !== 200) {
    throw new SourceError(
      `${host} gave no token for the service principal: ${status}${serverWords(json, [secret, basic])}`,
      "check DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or the profile: is the secret expired, is the principal in this workspace?",
    );
  }
  const token = isJsonObject(json) ? json.access_token : undefined;
  if (typeof token !== "string") {
    throw new SourceError(`${host} answered the request for a token without an access_token`, hostHint);
  }
  return headerSafe(token, "the token of the workspace");
}

const hostHint = "is DATABRICKS_HOST the address of a workspace?";

/** Node would refuse other characters in a header, and show them. */
function headerSafe(text: string, what: string): string {
  if (/^[!-~]+$/.test(text)) return text;
  const flaw =
    text === "" ? "is empty" : "holds characters that no credential has, such as spaces or line breaks";
  throw new SourceError(`${what} ${flaw}`, "copy it again, without quotes");
}
