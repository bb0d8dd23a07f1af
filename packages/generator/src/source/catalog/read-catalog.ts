import { formatTableName, type Problem, parseTableName, type SchemaRead } from "@zerobus-gen/schema";
import { didYouMean } from "../did-you-mean.js";
import { SourceError, unreadable } from "../source-error.js";
import type { SourceRead } from "../source-read.js";
import { catalogLists } from "./catalog-lists.js";
import { CatalogRefusal } from "./catalog-refusal.js";
import type { CatalogSession } from "./catalog-session.js";
import { type Expansion, expandPattern } from "./expand-pattern.js";
import { inPool } from "./steady-pool.js";
import { parseTablePattern } from "./table-pattern.js";
import { readCatalogTable } from "./unity-catalog.js";

/** Tables that are read at the same time. */
const parallel = 8;

/**
 * Reads tables from a live Unity Catalog: full names, and patterns such as `main.sales.*`. A table that several of
 * them stand for is read once, for the first. A table that the catalog does not show is a problem of its own.
 *
 * @param onFound told how many tables there are, before the first is read
 * @param onTable told of each table that was read
 * @throws SourceError where the catalog fails
 */
export async function readCatalog(
  session: CatalogSession,
  sources: readonly string[],
  onFound: (tables: number) => void,
  onTable: (name: string) => void,
): Promise<readonly SourceRead[]> {
  const lists = catalogLists(session);
  const orNoTable = async (label: string, work: () => Promise<SchemaRead>): Promise<SchemaRead> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CatalogRefusal) || (error.status !== 403 && error.status !== 404)) throw error;
      const meant = error.status === 404 ? await didYouMean(parts(label), lists) : undefined;
      const hint = [meant, error.hint].filter((text) => text !== undefined).join(" Otherwise ");
      return { tables: [], problems: [unreadable(label, new SourceError(error.message, hint))] };
    }
  };

  const seen = new Set<string>();
  const asked: { readonly source: string; readonly name: string }[] = [];
  const found: { readonly source: string; readonly problems: readonly Problem[] }[] = [];
  for (const source of sources) {
    let expansion: Expansion = { names: [], problems: [] };
    const pattern = parseTablePattern(source);
    if (pattern) {
      const refused = await orNoTable(source, async () => {
        expansion = await expandPattern(pattern, lists);
        return { tables: [], problems: [] };
      });
      expansion = { ...expansion, problems: [...expansion.problems, ...refused.problems] };
    }
    found.push({ source, problems: expansion.problems });
    for (const name of pattern ? expansion.names.map(formatTableName) : [source]) {
      if (!seen.has(name.toLowerCase())) asked.push({ source, name });
      seen.add(name.toLowerCase());
    }
  }
  onFound(asked.length);
  const reads = await inPool(asked, parallel, async ({ source, name }) => {
    const read = await orNoTable(name, () => readCatalogTable(session, name));
    onTable(name);
    return { source, read };
  });
  return [...found.map(({ source, problems }) => ({ source, read: { tables: [], problems } })), ...reads];
}

/** The parts of a name or pattern up to the first that has a `*`. */
function parts(text: string): {
  readonly catalog?: string;
  readonly schema?: string;
  readonly table?: string;
} {
  const parsed = parseTableName(text);
  if ("problem" in parsed) return {};
  const { catalog, schema, table } = parsed.name;
  if (catalog.includes("*")) return {};
  if (schema.includes("*")) return { catalog };
  return table.includes("*") ? { catalog, schema } : { catalog, schema, table };
}
