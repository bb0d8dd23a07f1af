import { describeJson, isJsonObject } from "@zerobus-gen/schema";
import { SourceError } from "../source-error.js";
import { refusalOf } from "./catalog-refusal.js";
import { askCatalog, type CatalogSession } from "./catalog-session.js";

/** An entry of a list, which tells little: the rest is asked for by name. */
export interface Listed {
  readonly name: string;
  /** `table_type` of a table. */
  readonly kind?: string;
  /** `data_source_format` of a table. */
  readonly format?: string;
}

/** More than any metastore holds. A list that goes on beyond is a server's mistake. */
const maxEntries = 100_000;
const maxPages = 3000;

/** What there is in a catalog. Each list is read once. */
export interface CatalogLists {
  /** The catalogs that this principal sees. @throws SourceError, a `CatalogRefusal` where the server says no */
  catalogs(): Promise<readonly Listed[]>;
  /** @throws SourceError as `catalogs` */
  schemas(catalog: string): Promise<readonly Listed[]>;
  /** The tables and views of a schema. @throws SourceError as `catalogs` */
  tables(catalog: string, schema: string): Promise<readonly Listed[]>;
}

/** The lists of a session, each sorted by name. */
export function catalogLists(session: CatalogSession): CatalogLists {
  const known = new Map<string, Promise<readonly Listed[]>>();
  const once = (kind: Kind, parent: Parent): Promise<readonly Listed[]> => {
    const key = JSON.stringify([kind, parent]);
    const promise = known.get(key) ?? list(session, kind, parent);
    known.set(key, promise);
    return promise;
  };
  return {
    catalogs: () => once("catalogs", {}),
    schemas: (catalog) => once("schemas", { catalog }),
    tables: (catalog, schema) => once("tables", { catalog, schema }),
  };
}

type Kind = "catalogs" | "schemas" | "tables";
type Parent = { readonly catalog?: string; readonly schema?: string };

/**
 * Reads a list page by page, sorted by name. A page may be empty and not be the last: what counts is the token of
 * the next one.
 */
async function list(session: CatalogSession, kind: Kind, parent: Parent): Promise<readonly Listed[]> {
  const { catalog, schema } = parent;
  const query = new URLSearchParams({
    ...(catalog !== undefined && { catalog_name: catalog }),
    ...(schema !== undefined && { schema_name: schema }),
    // The server's own page size, which is its largest.
    max_results: "0",
    ...(kind === "tables" && { omit_columns: "true", omit_properties: "true", omit_username: "true" }),
  });
  const entries: Listed[] = [];
  const pages = new Set<string>();
  for (;;) {
    const answer = await askCatalog(session, `${kind}?${query}`);
    if (answer.status !== 200) throw refusalOf(answer, session, parent);
    const { names, nextPage } = readPage(answer.json, kind, session.origin);
    entries.push(...names);
    if (nextPage === undefined) return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    if (pages.has(nextPage) || pages.size >= maxPages || entries.length > maxEntries) {
      const how = pages.has(nextPage) ? "the same page comes again" : `still more after ${pages.size} pages`;
      throw new SourceError(
        `${session.origin} lists ${kind} without end: ${how}`,
        "name the tables one by one",
      );
    }
    pages.add(nextPage);
    query.set("page_token", nextPage);
  }
}

interface NamesPage {
  readonly names: readonly Listed[];
  readonly nextPage: string | undefined;
}

function readPage(json: unknown, kind: Kind, origin: string): NamesPage {
  const page = isJsonObject(json) ? json : {};
  // The open-source server leaves the list out, or says null, where it is empty.
  const entries = page[kind] ?? [];
  const { next_page_token: token } = page;
  if (!isJsonObject(json) || !Array.isArray(entries)) {
    const what = isJsonObject(json) ? `${kind} is ${describeJson(entries)}` : describeJson(json);
    throw new SourceError(`${origin} answered with no list of ${kind}: ${what}`, hostHint);
  }
  const names = entries.map((entry: unknown): Listed => {
    if (!isJsonObject(entry) || typeof entry.name !== "string" || entry.name === "") {
      throw new SourceError(`${origin} lists ${kind} without a name`, hostHint);
    }
    const { name, table_type: type, data_source_format: format } = entry;
    return {
      name,
      ...(typeof type === "string" && { kind: type }),
      ...(typeof format === "string" && { format }),
    };
  });
  return { names, nextPage: typeof token === "string" && token !== "" ? token : undefined };
}

const hostHint = "is DATABRICKS_HOST the address of a workspace with Unity Catalog?";
