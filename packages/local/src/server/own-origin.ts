/**
 * Whether a request may come from where its `Origin` header says. Browsers send one with whatever a page of another site
 * could do harm with; only a page that this very server gave out may. Programs send none.
 * @param host the `Host` header: where the browser believes to be
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  return host !== undefined && origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
