/** Gives the request headers that authorise a stream. Asked anew for every connection. */
export interface HeadersProvider {
  /**
   * Headers for a stream onto `table`: at least `authorization`. Names in lower case. The signal fires when the
   * attempt is given up.
   */
  headers(table: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** The server has rejected the headers last given for `table`: the next ones must be new. */
  invalidate?(table: string): void;
}

/** Headers from a function that returns a bearer token. */
export function tokenHeaders(token: (table: string) => string | Promise<string>): HeadersProvider {
  return { headers: async (table) => ({ authorization: `Bearer ${await token(table)}` }) };
}
