/**
 * A column, or a member of a STRUCT, that no row has a value of: its type or its name is none that can be ingested.
 * The catalog shows it; the store does not have it.
 */
export interface UnsupportedColumn {
  /** What stands before its name: nothing for a column, `items.element.` for a member of a STRUCT in an ARRAY. */
  readonly prefix: string;
  readonly name: string;
  /** Whether rows may do without it. */
  readonly nullable: boolean;
  /** Why, as the end of a sentence. */
  readonly why: string;
}
