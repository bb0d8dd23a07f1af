import { ZerobusError } from "../errors.js";

/** Gives the request headers that authorise a stream. Asked anew for every connection. */
export interface HeadersProvider {
  /**
   * Headers for a stream onto `table`, as a rule `authorization`. The table's name and the user agent are added
   * whatever it gives. The signal fires when the attempt is given up.
   */
  headers(table: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /**
   * The server has rejected the headers that it was sent for `table`: the next ones must be others. `rejected` are
   * those headers, so that newer ones need not be thrown away; nothing when none were sent.
   */
  invalidate?(table: string, rejected?: Readonly<Record<string, string>>): void;
  /** The client is closed: what is still under way is wanted no more. */
  close?(): void;
}

/** Headers from a function that returns a bearer token. It is asked for every connection; caching is its own affair. */
export function tokenHeaders(token: (table: string) => string | Promise<string>): HeadersProvider {
  return {
    headers: async (table) => {
      const value: unknown = await token(table);
      if (typeof value !== "string" || value === "") {
        throw new ZerobusError("invalid_argument", "the function `token` gave no token", { table });
      }
      return { authorization: `Bearer ${value}` };
    },
  };
}
