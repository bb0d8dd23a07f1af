/** Whether an address is on this machine. */
export function isLoopback(url: URL): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}

/** The mend when nothing answers at an address. */
export function unreachableHint(url: URL): string {
  return isLoopback(url)
    ? `is a local server running at ${url.origin}? Start it with zerobus-gen dev`
    : `check the address ${url.origin}, and the network, proxy or VPN on the way to it`;
}
