import { type HeadersProvider, tokenHeaders } from "../auth/headers-provider.js";
import { oauthHeaders } from "../auth/oauth.js";
import { ZerobusError } from "../errors.js";
import { isLoopback } from "../unreachable-hint.js";

/** Where the service is and who asks. What is left out comes from the environment. */
export interface ConnectionOptions {
  /** Address of the Zerobus endpoint. Default `ZEROBUS_ENDPOINT`. Without a scheme, `https://` is meant. */
  readonly endpoint?: string;
  /** Address of the workspace, for its tokens. Default `DATABRICKS_HOST`. */
  readonly workspaceUrl?: string;
  /** Id of the service principal. Default `DATABRICKS_CLIENT_ID`. */
  readonly clientId?: string;
  /** Its secret. Default `DATABRICKS_CLIENT_SECRET`. */
  readonly clientSecret?: string;
  /** Gives a bearer token for a table, instead of a client id and secret. */
  readonly token?: (table: string) => string | Promise<string>;
  /** Gives all request headers, instead of any of the above. */
  readonly headersProvider?: HeadersProvider;
}

/** {@link ConnectionOptions} resolved. */
export interface ConnectionSettings {
  readonly endpoint: URL;
  readonly credentials: HeadersProvider;
}

/** The variables of the environment that are looked at. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Joins options and environment. `ZEROBUS_EMULATOR_HOST` (`host:port`) sends everything to a local server, which
 * takes any credentials.
 *
 * @throws ZerobusError `invalid_argument` or `unauthenticated`, naming what is missing and where to set it.
 */
export function resolveConnection(options: ConnectionOptions, environment: Environment): ConnectionSettings {
  const emulator = nonEmpty(environment.ZEROBUS_EMULATOR_HOST);
  if (emulator !== undefined) {
    const url = parseUrl(emulator, "ZEROBUS_EMULATOR_HOST", "http://");
    const local = { workspaceUrl: url, workspaceId: "local", clientId: "local", clientSecret: "local" };
    return { endpoint: url, credentials: options.headersProvider ?? oauthHeaders(local) };
  }
  const address = options.endpoint ?? nonEmpty(environment.ZEROBUS_ENDPOINT);
  if (address === undefined) {
    throw new ZerobusError("invalid_argument", "no Zerobus endpoint", {
      hint: "set ZEROBUS_ENDPOINT, or pass `endpoint`; for a local server set ZEROBUS_EMULATOR_HOST",
    });
  }
  const endpoint = parseSafeUrl(address, "the endpoint");
  return { endpoint, credentials: resolveCredentials(options, environment, endpoint) };
}

function resolveCredentials(
  options: ConnectionOptions,
  environment: Environment,
  endpoint: URL,
): HeadersProvider {
  if (options.headersProvider !== undefined) return options.headersProvider;
  if (options.token !== undefined) return tokenHeaders(options.token);
  const workspace = options.workspaceUrl ?? nonEmpty(environment.DATABRICKS_HOST);
  const clientId = options.clientId ?? nonEmpty(environment.DATABRICKS_CLIENT_ID);
  const clientSecret = options.clientSecret ?? nonEmpty(environment.DATABRICKS_CLIENT_SECRET);
  if (workspace === undefined || clientId === undefined || clientSecret === undefined) {
    const missing = [
      ...(workspace === undefined ? ["DATABRICKS_HOST"] : []),
      ...(clientId === undefined ? ["DATABRICKS_CLIENT_ID"] : []),
      ...(clientSecret === undefined ? ["DATABRICKS_CLIENT_SECRET"] : []),
    ];
    throw new ZerobusError("unauthenticated", "no credentials", {
      hint: `set ${missing.join(", ")}, or pass \`token\` or \`headersProvider\``,
    });
  }
  const workspaceUrl = parseSafeUrl(workspace, "the workspace address");
  return oauthHeaders({ workspaceUrl, workspaceId: firstLabel(endpoint), clientId, clientSecret });
}

/** The workspace id is the first label of the endpoint's host: `1234.zerobus.us-west-2.cloud.databricks.com`. */
function firstLabel(endpoint: URL): string {
  return endpoint.hostname.split(".", 1)[0] ?? "";
}

/** An address that credentials may go to: https, or this machine. */
function parseSafeUrl(text: string, what: string): URL {
  const url = parseUrl(text, what, "https://");
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw new ZerobusError("invalid_argument", `${what} is not https: credentials would travel in the open`, {
      hint: "use https://; for a local server elsewhere set ZEROBUS_EMULATOR_HOST",
    });
  }
  return url;
}

function parseUrl(text: string, what: string, scheme: string): URL {
  const address = text.includes("://") ? text : scheme + text;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    url === undefined ||
    (url.protocol !== "https:" && url.protocol !== "http:") ||
    url.username + url.password !== ""
  ) {
    throw new ZerobusError("invalid_argument", `${what} is no http(s) address`, {
      hint: 'write it as "https://host", without a user name or password',
    });
  }
  return url;
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}
