import {
  checkTableName,
  formatTableName,
  type Problem,
  type ProblemCode,
  quoteName,
  type TableName,
} from "@zerobus-gen/schema";
import { nearestNames } from "../nearest-names.js";
import type { CatalogLists, Listed } from "./catalog-lists.js";
import { CatalogRefusal } from "./catalog-refusal.js";
import { inPool } from "./steady-pool.js";
import { fits, type TablePattern } from "./table-pattern.js";

/** The tables that a pattern stands for, in the order of their names. */
export interface Expansion {
  readonly names: readonly TableName[];
  readonly problems: readonly Problem[];
}

/** Lists that are read at the same time. */
const parallel = 8;

/** Most names in one message. */
const shown = 10;

/** Most names kept that a part of a pattern did not fit. */
const maxMisses = 2000;

/** What is a table and can be written to. Development goes against external ones too. */
const tableKinds = /^(?:MANAGED|EXTERNAL|STREAMING_TABLE)(?:_SHALLOW_CLONE)?$/;

/**
 * Looks up which tables fit a pattern. What nobody can write to is left out, with a warning: views, tables that are
 * not Delta, names that the service does not take. Schemas of the system are passed over.
 *
 * @throws SourceError where the catalog fails, or refuses what the pattern names in full
 */
export async function expandPattern(pattern: TablePattern, lists: CatalogLists): Promise<Expansion> {
  const search = new Search(pattern);
  const catalogs = await search.choose(pattern.catalog, isSystemCatalog, true, () => lists.catalogs());
  const schemas = await inPool(catalogs, parallel, async (catalog) => {
    const isNamed = !pattern.catalog.includes("*");
    const names = await search.choose(pattern.schema, isSystemSchema, isNamed, () => lists.schemas(catalog));
    return names.map((schema) => ({ catalog, schema }));
  });
  const tables = await inPool(schemas.flat(), parallel, async ({ catalog, schema }) => {
    const isNamed = !`${pattern.catalog}${pattern.schema}`.includes("*");
    const listed = await search.look(isNamed, () => lists.tables(catalog, schema));
    return search.tables(listed, catalog, schema);
  });
  return search.conclude(tables.flat());
}

/** Lists of Databricks about itself. */
function isSystemCatalog(name: string): boolean {
  return name === "system" || name.startsWith("__databricks");
}

function isSystemSchema(name: string): boolean {
  return name.toLowerCase() === "information_schema";
}

/** One pattern being looked up, with what was met on the way. */
class Search {
  readonly #pattern: TablePattern;
  readonly #notes = new Map<string, { readonly code: ProblemCode; readonly names: string[] }>();
  /** By part of the pattern, names that it does not fit: for the one who misspelt it. */
  readonly #misses = new Map<string, Set<string>>();

  constructor(pattern: TablePattern) {
    this.#pattern = pattern;
  }

  /** The names that a part of the pattern stands for: itself, where it has no `*`. */
  async choose(
    part: string,
    isSystem: (name: string) => boolean,
    isNamed: boolean,
    list: () => Promise<readonly Listed[]>,
  ): Promise<readonly string[]> {
    if (!part.includes("*")) return [part];
    const names = (await this.look(isNamed, list)).map(({ name }) => name).filter((name) => !isSystem(name));
    return names.filter((name) => this.#fits(part, name));
  }

  /** Reads a list. What only a `*` led to may refuse itself. */
  async look(isNamed: boolean, list: () => Promise<readonly Listed[]>): Promise<readonly Listed[]> {
    try {
      return await list();
    } catch (error) {
      const isRefused = error instanceof CatalogRefusal && (error.status === 403 || error.status === 404);
      if (isNamed || !isRefused) throw error;
      this.#note("TABLE_KIND", `passed over: ${error.message}`);
      return [];
    }
  }

  tables(listed: readonly Listed[], catalog: string, schema: string): readonly TableName[] {
    return listed
      .filter(({ name }) => this.#fits(this.#pattern.table, name))
      .flatMap(({ name: table, kind, format }) => {
        const name = { catalog, schema, table };
        let isTaken = true;
        checkTableName(name, () => {
          isTaken = false;
        });
        const label = [catalog, schema, table].map(quoteName).join(".");
        if (kind !== undefined && !tableKinds.test(kind)) {
          this.#note("TABLE_KIND", `left out, since Zerobus does not write to a ${quoteName(kind)}`, label);
        } else if (format !== undefined && format.toUpperCase() !== "DELTA") {
          this.#note("TABLE_FORMAT", `left out, since it is ${quoteName(format)} and not DELTA`, label);
        } else if (!isTaken) {
          this.#note("TABLE_NAME", "left out, since the service does not take such names", label);
        } else {
          return [name];
        }
        return [];
      });
  }

  conclude(names: readonly TableName[]): Expansion {
    const table = formatTableName(this.#pattern);
    // Lists come in as they like; what is said of them has one order.
    const notes = [...this.#notes].sort(([a], [b]) => (a < b ? -1 : 1));
    const warnings = notes.map(
      ([message, { code, names }]): Problem => ({
        severity: "warning",
        code,
        table,
        message: names.length === 0 ? message : `${message}: ${some(names.sort())}`,
      }),
    );
    return { names, problems: names.length > 0 ? warnings : [...warnings, this.#nothing(table)] };
  }

  #nothing(table: string): Problem {
    const missed = [...this.#misses].map(([part, names]) => ({ part, names: [...names].sort() }));
    const near = missed.flatMap(({ part, names }) => nearestNames(part.replaceAll("*", ""), names));
    const others = missed.flatMap(({ names }) => names);
    return {
      severity: "error",
      code: "NO_TABLE",
      table,
      message: `no table that ${this.#notes.size > 0 ? "can be written to" : "this principal can see"} fits the pattern`,
      hint:
        near.length > 0
          ? `did you mean ${near.slice(0, 3).map(quoteName).join(" or ")}?`
          : others.length > 0
            ? `there are ${some(others.map(quoteName))}`
            : "check the spelling, and what this principal may see: it needs USE CATALOG, USE SCHEMA and SELECT",
    };
  }

  #fits(part: string, name: string): boolean {
    if (fits(part, name)) return true;
    const missed = this.#misses.get(part) ?? new Set();
    this.#misses.set(part, missed);
    if (missed.size < maxMisses) missed.add(name);
    return false;
  }

  #note(code: ProblemCode, message: string, name?: string): void {
    const note = this.#notes.get(message) ?? { code, names: [] };
    this.#notes.set(message, note);
    if (name !== undefined) note.names.push(name);
  }
}

function some(names: readonly string[]): string {
  const rest = names.length > shown ? ` and ${names.length - shown} more` : "";
  return `${names.slice(0, shown).join(", ")}${rest}`;
}
