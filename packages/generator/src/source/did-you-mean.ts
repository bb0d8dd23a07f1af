import type { CatalogLists, Listed } from "./catalog/catalog-lists.js";
import type { CatalogObject } from "./catalog/catalog-refusal.js";
import { nearestNames } from "./nearest-names.js";
import { SourceError } from "./source-error.js";

/**
 * What somebody may have meant who named something that the catalog does not have: the first part that is wrong,
 * with others that look like it. Undefined where nothing does, or where the lists cannot be read.
 */
export async function didYouMean(object: CatalogObject, lists: CatalogLists): Promise<string | undefined> {
  const { catalog = "", schema, table } = object;
  const steps: readonly [string | undefined, () => Promise<readonly Listed[]>][] = [
    [catalog, () => lists.catalogs()],
    [schema, () => lists.schemas(catalog)],
    [table, () => lists.tables(catalog, schema ?? "")],
  ];
  const known: string[] = [];
  try {
    for (const [part, list] of steps) {
      if (part === undefined) return undefined;
      const names = (await list()).map(({ name }) => name);
      if (!names.some((name) => name.toLowerCase() === part.toLowerCase())) {
        const near = nearestNames(part, names).map((name) => [...known, name].join("."));
        return near.length === 0 ? undefined : `did you mean ${near.join(" or ")}?`;
      }
      known.push(part);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
  }
  return undefined;
}
