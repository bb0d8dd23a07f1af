import { type HeadersProvider, tokenHeaders } from "../auth/headers-provider.js";
import { oauthHeaders } from "../auth/oauth.js";
import { ZerobusError } from "../errors.js";
import type { CatalogAccess } from "../guard/catalog-table.js";
import { chooseProxy, type Environment } from "../transport/proxy-choice.js";
import type { Route } from "../transport/route.js";
import { type Certificates, trusting } from "../transport/trust.js";
import { parseAddress, parseSafeAddress, workspaceIdOf } from "./address.js";

/** Where the service is and who asks. What is left out comes from the environment. */
export interface ConnectionOptions {
  /** Address of the Zerobus endpoint. Default `ZEROBUS_ENDPOINT`. Without a scheme, `https://` is meant. */
  readonly endpoint?: string;
  /** Address of the workspace, for its tokens. Default `DATABRICKS_HOST`. */
  readonly workspaceUrl?: string;
  /**
   * Id of the workspace. Default: the first label of the endpoint's host, as in
   * `1234.zerobus.us-west-2.cloud.databricks.com`; a host of another form, such as a private link, needs it.
   */
  readonly workspaceId?: string;
  /** Id of the service principal. Default `DATABRICKS_CLIENT_ID`. */
  readonly clientId?: string;
  /** Its secret. Default `DATABRICKS_CLIENT_SECRET`. */
  readonly clientSecret?: string;
  /** Gives a bearer token for a table, instead of a client id and secret. */
  readonly token?: (table: string) => string | Promise<string>;
  /** Gives all request headers, instead of any of the above. */
  readonly headersProvider?: HeadersProvider;
  /**
   * The HTTP proxy for everything, `http://user:password@host:port` or `https://…`, or false for none. Default: the
   * first of `grpc_proxy`, `https_proxy` and `http_proxy`, in either case, that is not empty, except for hosts that
   * `no_grpc_proxy` or `no_proxy` names, and for this machine. A local server is never reached through a proxy.
   */
  readonly proxy?: string | false;
  /** Certificates in PEM to trust beside those that Node trusts: those of the authority of a network's own. */
  readonly ca?: Certificates;
}

/** {@link ConnectionOptions} resolved. */
export interface ConnectionSettings {
  /** The way to the Zerobus endpoint. */
  readonly route: Route;
  readonly credentials: HeadersProvider;
  /** The catalog, for whom these credentials are good there too. */
  readonly catalog: CatalogAccess | undefined;
}

/**
 * Joins options and environment. `ZEROBUS_EMULATOR_HOST` (`host:port`) sends everything to a local server, which
 * takes any credentials.
 *
 * @throws ZerobusError `invalid_argument` or `unauthenticated`, naming what is missing and where to set it.
 */
export function resolveConnection(options: ConnectionOptions, environment: Environment): ConnectionSettings {
  const emulator = nonEmpty(environment.ZEROBUS_EMULATOR_HOST);
  if (emulator !== undefined) {
    const route = { target: parseAddress(emulator, "ZEROBUS_EMULATOR_HOST", "http://") };
    const local = { route, workspaceId: "local", clientId: "local", clientSecret: "local" };
    const { clientId, clientSecret } = local;
    const catalog = { route, clientId, clientSecret };
    return { route, credentials: options.headersProvider ?? oauthHeaders(local), catalog };
  }
  const address = options.endpoint ?? nonEmpty(environment.ZEROBUS_ENDPOINT);
  if (address === undefined) {
    throw new ZerobusError("invalid_argument", "no Zerobus endpoint", {
      hint: "set ZEROBUS_ENDPOINT, or pass `endpoint`; for a local server set ZEROBUS_EMULATOR_HOST",
    });
  }
  const { ca, proxy } = options;
  const trust = ca === undefined ? undefined : trusting(ca, environment);
  // A list of hosts to bypass may name one of the two addresses and not the other.
  const routeTo = (target: URL): Route => ({ target, proxy: chooseProxy(target, proxy, environment), trust });
  const route = routeTo(parseSafeAddress(address, "the endpoint"));
  return { route, ...resolveCredentials(options, environment, route.target, routeTo) };
}

function resolveCredentials(
  options: ConnectionOptions,
  environment: Environment,
  endpoint: URL,
  routeTo: (target: URL) => Route,
): Pick<ConnectionSettings, "credentials" | "catalog"> {
  if (options.headersProvider !== undefined) {
    return { credentials: options.headersProvider, catalog: undefined };
  }
  if (options.token !== undefined) return { credentials: tokenHeaders(options.token), catalog: undefined };
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
  const route = routeTo(parseSafeAddress(workspace, "the workspace address"));
  const workspaceId = workspaceIdOf(endpoint, options.workspaceId);
  const catalog = { route, clientId, clientSecret };
  return { credentials: oauthHeaders({ ...catalog, workspaceId }), catalog };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}
