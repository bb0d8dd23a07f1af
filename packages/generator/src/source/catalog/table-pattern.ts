import type { TableName } from "@zerobus-gen/schema";

/** Names of tables with `*` in them, which stands for any characters but a dot: `main.sales.*`, `*.bronze.raw_*`. */
export type TablePattern = TableName;

/** Reads a pattern; undefined where the text is none. One without any `*` is a name. */
export function parseTablePattern(text: string): TablePattern | undefined {
  const [, catalog, schema, table] = /^([\w*-]+)\.([\w*-]+)\.([\w*-]+)$/.exec(text) ?? [];
  if (!text.includes("*") || !catalog || !schema || !table) return undefined;
  return { catalog, schema, table };
}

/** Whether one part of a pattern fits a name. Case does not count, as it does not in Unity Catalog. */
export function fits(part: string, name: string): boolean {
  const [first = "", ...rest] = part.toLowerCase().split("*");
  const text = name.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}
