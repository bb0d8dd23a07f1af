/**
 * Where Spark puts the collations of a column's STRINGs, by path: `{"c.element": "icu.UNICODE_CI"}`. They change how
 * values compare, not what is stored.
 */
export const COLLATIONS = "__COLLATIONS";

/** The collation of `string collate UNICODE_CI`, with its provider; undefined for any other type. */
export function parseCollation(type: string): string | undefined {
  const name = /^string\s+collate\s+(\w+)$/i.exec(type.trim())?.[1]?.toUpperCase();
  if (name === undefined) return undefined;
  return `${name.startsWith("UTF8_") ? "spark" : "icu"}.${name}`;
}
