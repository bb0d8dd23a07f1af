import { isIP } from "node:net";
import { ZerobusError } from "../errors.js";
import { isLoopback } from "../unreachable-hint.js";

/** An address that credentials may go to: https, or this machine. @throws ZerobusError `invalid_argument`. */
export function parseSafeAddress(text: string, what: string): URL {
  const url = parseAddress(text, what, "https://");
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw new ZerobusError("invalid_argument", `${what} is not https: credentials would travel in the open`, {
      hint: "use https://; for a local server elsewhere set ZEROBUS_EMULATOR_HOST",
    });
  }
  return url;
}

/**
 * Reads scheme, host and port; slashes at the end are allowed, and nothing else.
 *
 * @param what names the address in the error, which does not show it: a password could be in it.
 * @param scheme what is meant when there is none, with its `://`.
 * @throws ZerobusError `invalid_argument`.
 */
export function parseAddress(text: string, what: string, scheme: string): URL {
  const address = text.includes("://") ? text.trim() : scheme + text.trim();
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
  if (/[?#]/.test(address) || !/^\/*$/.test(url.pathname)) {
    throw new ZerobusError("invalid_argument", `${what} is more than scheme, host and port`, {
      hint: `write it as "${url.origin}"`,
    });
  }
  return new URL(url.origin);
}

/**
 * The id of the workspace that an endpoint belongs to: the first label of its host, unless it is given.
 *
 * @throws ZerobusError `invalid_argument` when it is neither given nor to be told.
 */
export function workspaceIdOf(endpoint: URL, given: string | undefined): string {
  if (given !== undefined) {
    if (/^[\w-]+$/.test(given)) return given;
    throw new ZerobusError("invalid_argument", "`workspaceId` is no id", {
      hint: "pass the number that follows ?o= in the workspace's address",
    });
  }
  if (isLoopback(endpoint)) return "local";
  const [label, ...rest] = endpoint.hostname.split(".");
  const isAddress = endpoint.hostname.startsWith("[") || isIP(endpoint.hostname) !== 0;
  if (label !== undefined && label !== "" && rest.length > 0 && !isAddress) return label;
  throw new ZerobusError(
    "invalid_argument",
    `the host ${endpoint.host} does not tell the id of its workspace`,
    {
      hint: "pass `workspaceId`",
    },
  );
}
