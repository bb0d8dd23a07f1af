import { BlockList, isIP } from "node:net";

/**
 * Whether a list such as `NO_PROXY` names an address. Entries are separated by commas, in either case:
 * `*` for all, `host` or `.host` for a host and those below it, an IP address, a range `10.0.0.0/8`; with `:port`
 * for that port alone. An empty entry names nothing.
 */
export function isBypassed(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = target.port === "" ? (target.protocol === "https:" ? "443" : "80") : target.port;
  return list.split(",").some((entry) => names(entry.trim().toLowerCase(), host, port));
}

function names(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const [range, bits] = entry.split("/", 2);
  if (range !== undefined && bits !== undefined) return isInRange(host, range, bits);
  const [name, ofPort] = splitPort(entry);
  if (ofPort !== undefined && ofPort !== port) return false;
  const bare = name.replace(/^\*?\.+/, "").replace(/\.$/, "");
  if (bare === "") return false;
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

/** `host`, `host:1`, `::1`, `[::1]` or `[::1]:1`. */
function splitPort(entry: string): readonly [name: string, port: string | undefined] {
  const match = /^(?:\[(?<ip>[^\]]*)\]|(?<host>[^:]*))(?::(?<port>\d+))?$/.exec(entry);
  if (match === null) return [entry, undefined];
  return [match.groups?.ip ?? match.groups?.host ?? "", match.groups?.port];
}

function isInRange(host: string, range: string, bits: string): boolean {
  const version = isIP(range);
  const family = version === 6 ? "ipv6" : "ipv4";
  // Node holds an IPv4 address against IPv6 ranges too; nobody who writes ::/0 means that.
  if (version === 0 || isIP(host) !== version || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (version === 6 ? 128 : 32)) return false;
  const block = new BlockList();
  block.addSubnet(range, Number(bits), family);
  return block.check(host, family);
}
