/** One page of a list, and how to ask for the next. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined on the last page. */
  readonly nextPageToken: string | undefined;
}

const PAGE_SIZE = 50;

/**
 * Cuts a page out of a list sorted by `key`. A page token holds the last key handed out, so that pages neither
 * repeat nor skip what stays while other things come and go.
 * @param maxResults as in the query; 0 or absent leaves the size to the server, which gives at most fifty
 * @returns undefined when the query makes no sense
 */
export function pageOf<T>(
  sorted: readonly T[],
  key: (item: T) => string,
  maxResults: string | undefined,
  pageToken: string | undefined,
): Page<T> | undefined {
  if (!/^\d{0,9}$/.test(maxResults ?? "")) return undefined;
  const size = Math.min(Number(maxResults ?? 0) || PAGE_SIZE, PAGE_SIZE);
  const after = pageToken ? Buffer.from(pageToken, "base64url").toString() : "";
  if (pageToken && toToken(after) !== pageToken) return undefined;
  const rest = sorted.filter((item) => key(item) > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  const nextPageToken = rest.length > size && last !== undefined ? toToken(key(last)) : undefined;
  return { items, nextPageToken };
}

function toToken(key: string): string {
  return Buffer.from(key).toString("base64url");
}
