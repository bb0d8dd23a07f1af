import { SourceError } from "../source-error.js";

/**
 * The origin of a workspace from what people paste for it: a bare host, or the address of one of its
 * pages. Plain http is for this machine only, since a token goes there.
 *
 * @throws SourceError where there is no usable address in it
 */
export function workspaceOrigin(host: string): string {
  const text = host.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.hostname === "" || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new SourceError("the host is not an address", hint);
  }
  if (url.username !== "" || url.password !== "") {
    throw new SourceError("the host has a user or password in it", "give credentials by themselves");
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new SourceError(`${url.origin} is not https: the token would travel in the open`, hint);
  }
  return url.origin;
}

const hint = "give the address of the workspace, like https://dbc-1234.cloud.databricks.com";

/** Whether the address is on this machine: a local server's. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
