const LOOPBACK = /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])\.?(:\d{1,5})?$/i;

/**
 * Whether a `Host` header names this machine. A page from elsewhere can make its own name resolve to 127.0.0.1
 * and so have a browser talk to us; the header still tells that name.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return LOOPBACK.test(host ?? "");
}
