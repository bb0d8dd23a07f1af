import { isLoopback } from "../unreachable-hint.js";
import { HttpProxy } from "./http-proxy.js";
import { isBypassed } from "./proxy-bypass.js";

/** The variables of the environment that are looked at. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a proxy is looked for, first to last: what gRPC's own libraries read, in either case. */
const PROXY_VARIABLES = [
  "grpc_proxy",
  "GRPC_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "http_proxy",
  "HTTP_PROXY",
] as const;

const BYPASS_VARIABLES = ["no_grpc_proxy", "NO_GRPC_PROXY", "no_proxy", "NO_PROXY"] as const;

/**
 * The proxy on the way to an address; nothing for the direct way.
 *
 * An address given by the application holds for every host. One from the environment is passed by for hosts on the
 * bypass list, and for this machine: nobody means a proxy in between when a server runs at `localhost`.
 *
 * @param given an address, or false to leave the environment alone.
 * @throws ZerobusError `invalid_argument`, naming the option or variable that holds no proxy address.
 */
export function chooseProxy(
  target: URL,
  given: string | false | undefined,
  environment: Environment,
): HttpProxy | undefined {
  if (given === false) return undefined;
  if (given !== undefined) return HttpProxy.parse(given, "the option `proxy`");
  const variable = PROXY_VARIABLES.find((name) => textOf(environment, name) !== "");
  if (variable === undefined || isLoopback(target)) return undefined;
  const list = BYPASS_VARIABLES.map((name) => textOf(environment, name)).find((value) => value !== "");
  if (list !== undefined && isBypassed(target, list)) return undefined;
  return HttpProxy.parse(textOf(environment, variable), variable);
}

function textOf(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? "";
}
