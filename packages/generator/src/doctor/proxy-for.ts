import { isLoopback } from "../source/catalog/workspace-origin.js";
import type { Environment } from "./project.js";
import { setting } from "./setting.js";

/** The proxy on the way to an address, and the variable that names it. */
export interface ProxyChoice {
  readonly variable: string;
  /** Undefined where the variable holds no address. */
  readonly url: URL | undefined;
}

const proxyVariables = ["grpc_proxy", "GRPC_PROXY", "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
const bypassVariables = ["no_grpc_proxy", "NO_GRPC_PROXY", "no_proxy", "NO_PROXY"];

/** The proxy that a producer would take, by the same variables; nothing where it goes straight. */
export function proxyFor(target: URL, environment: Environment): ProxyChoice | undefined {
  const variable = proxyVariables.find((name) => setting(environment, name) !== undefined);
  if (variable === undefined || isLoopback(target.hostname)) return undefined;
  const list = bypassVariables.map((name) => setting(environment, name)).find((value) => value !== undefined);
  if (list?.split(",").some((entry) => isNamed(target, entry.trim().toLowerCase()))) return undefined;
  const text = setting(environment, variable) ?? "";
  const address = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return { variable, url: url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined };
}

/** `*`, `host`, `.host`, each with or without `:port`. The hosts in question are names, never addresses in a range. */
function isNamed(target: URL, entry: string): boolean {
  if (entry === "*") return true;
  const [name = "", port] = entry.split(":");
  const bare = name.replace(/^\*?\.+/, "");
  if (port !== undefined && port !== (target.port || "443")) return false;
  return target.hostname === bare || target.hostname.endsWith(`.${bare}`);
}
