import { BlockList, isIP } from "node:net";
import { SourceError } from "../source-error.js";
import { isLoopback } from "./workspace-origin.js";

/** An HTTP proxy that opens tunnels (`CONNECT`). */
export interface HttpProxy {
  /** `http://host:port` or `https://host:port`, without credentials: what may be shown. */
  readonly origin: string;
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
  /** Whether the way to the proxy itself is TLS. */
  readonly isSecure: boolean;
  /** `proxy-authorization`, where its address has a user in it. Never to be shown. */
  readonly authorization: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy on the way to a catalog, by `HTTPS_PROXY` and `NO_PROXY`, in either case; undefined for the direct way,
 * which is the one to this machine.
 *
 * @throws SourceError, which names the variable and never its value, where that is no proxy's address
 */
export function chooseProxy(origin: string, environment: Environment): HttpProxy | undefined {
  const target = new URL(origin);
  const variable = ["https_proxy", "HTTPS_PROXY"].find((name) => environment[name]?.trim());
  if (variable === undefined || target.protocol !== "https:" || isLoopback(target.hostname)) return undefined;
  const list = environment.no_proxy?.trim() || environment.NO_PROXY?.trim() || "";
  if (isPassedBy(target, list)) return undefined;
  return readProxy(environment[variable]?.trim() ?? "", variable);
}

function readProxy(address: string, variable: string): HttpProxy {
  const whole = address.includes("://") ? address : `http://${address}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  // A password with a slash in it reads as host, port and path: nothing may follow the port.
  const isPlain = url !== undefined && `${url.search}${url.hash}` === "" && /^\/?$/.test(url.pathname);
  if (!isPlain || url.hostname === "" || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new SourceError(
      `${variable} holds no address of an HTTP proxy`,
      'write it as "http://user:password@host:port"; a slash in the password is %2F',
    );
  }
  const isSecure = url.protocol === "https:";
  const port = url.port === "" ? (isSecure ? 443 : 80) : Number(url.port);
  return {
    origin: `${url.protocol}//${url.hostname}:${port}`,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    isSecure,
    authorization: basic(url, variable),
  };
}

function basic({ username, password }: URL, variable: string): string | undefined {
  if (username === "" && password === "") return undefined;
  try {
    const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(user).toString("base64")}`;
  } catch {
    throw new SourceError(`${variable} has a user or password with a stray %`, "write % as %25");
  }
}

/**
 * Whether a list such as `NO_PROXY` names the target: `*` for all, `host` or `.host` for a host and those below it, an
 * IP address, a range `10.0.0.0/8`; with `:port` for that port alone.
 */
function isPassedBy(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = target.port || "443";
  return list.split(",").some((text) => {
    const entry = text.trim().toLowerCase();
    if (entry === "*") return true;
    const [range = "", bits] = entry.split("/", 2);
    if (bits !== undefined) return isInRange(host, range, bits);
    const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry);
    const name = (parts ? (parts[1] ?? parts[2] ?? "") : entry).replace(/^\*?\.+|\.$/g, "");
    if (name === "" || (parts?.[3] ?? port) !== port) return false;
    return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
  });
}

function isInRange(host: string, range: string, bits: string): boolean {
  const version = isIP(range);
  const most = version === 6 ? 128 : 32;
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false;
  const block = new BlockList();
  block.addSubnet(range, Number(bits), version === 6 ? "ipv6" : "ipv4");
  return block.check(host, version === 6 ? "ipv6" : "ipv4");
}
