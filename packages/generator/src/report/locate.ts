/** A line of a file, counted from 1; the path as the user would write it. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/**
 * Finds where a table, or a path in it, stands in the lock. Nothing where it does not stand there, as a column
 * that is new.
 */
export type Locate = (table: string, path?: string) => Location | undefined;

/** Where the path stands, or at least its table. */
export function locateNear(locate: Locate, table: string, path: string | undefined): Location | undefined {
  return (path === undefined ? undefined : locate(table, path)) ?? locate(table);
}
