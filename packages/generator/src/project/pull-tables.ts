import {
  describeLockChange,
  formatTableName,
  hasError,
  isSameTable,
  joinReads,
  type Lock,
  type LockedTable,
  lockTable,
  type Problem,
  parseTableName,
  type SchemaRead,
  type TableName,
  type TableSchema,
  tableLabel,
} from "@zerobus-gen/schema";
import type { Environment } from "../config/config.js";
import { fitsTable, isElsewhere, type Project } from "../config/project.js";
import { SourceError } from "../source/source-error.js";
import { type ReadingOptions, readCatalogTables, readLocal } from "./project-tables.js";

/** What pulling does to one table. */
export interface PulledTable {
  /** As problems name it. */
  readonly table: string;
  readonly change: "new" | "changed" | "unchanged" | "gone" | "removed";
  /** What changed, in words: `2 columns added`. */
  readonly what?: string;
}

/**
 * Reads the sources of a project, or only the named tables of them. Several sources are read, whatever becomes of one.
 *
 * @param names full names or patterns; all sources where there are none
 * @throws SourceError naming those that no source has
 */
export async function readProject(
  project: Project,
  environment: Environment,
  names: readonly string[],
  options: ReadingOptions,
): Promise<SchemaRead> {
  const sources = project.catalogSources.flatMap((source) => nameOf(source) ?? []);
  const isCovered = (name: TableName): boolean =>
    sources.some((source) => fitsTable(formatTableName(source), name));
  const asked = names.map((name) => ({ name, parsed: nameOf(name) }));
  const malformed = asked.filter(({ parsed }) => parsed === undefined);
  if (malformed.length > 0) {
    throw new SourceError(
      `${malformed.map(({ name }) => JSON.stringify(name)).join(", ")}: not the name of a table`,
      "name tables of the config's sources: catalog.schema.table, or a pattern such as main.shop.*",
    );
  }
  const single = asked.flatMap(({ name, parsed }) =>
    parsed && !name.includes("*") && isCovered(parsed) ? [parsed] : [],
  );
  const isAll = names.length === 0;
  const needsLocal = isAll || single.length < names.length;
  const local = needsLocal ? await readLocal(project, options) : { tables: [], problems: [] };
  const isOpen = isAll || names.some((name) => name.includes("*"));
  const live = await readCatalogTables(project, environment, isOpen ? sources : single, options);
  const { tables: all, problems: told } = joinReads([local, live]);
  if (isAll) return { tables: all, problems: told };

  const fits = (name: TableName): boolean => names.some((pattern) => fitsTable(pattern, name));
  const tables = all.filter(({ name }) => fits(name));
  const labels = new Set(tables.map(({ name }) => tableLabel(name)));
  const isNamed = ({ table }: Problem): boolean => {
    const name = nameOf(table);
    return labels.has(table) || name === undefined || fits(name);
  };
  const problems = told.filter(isNamed);
  const missing = names.filter((name) => !tables.some((table) => fitsTable(name, table.name)));
  if (missing.length > 0 && !hasError(problems)) {
    throw new SourceError(
      `no source of the config has ${missing.join(", ")}`,
      `add it to source in ${project.file}`,
    );
  }
  return { tables, problems };
}

function nameOf(text: string): TableName | undefined {
  const parsed = parseTableName(text);
  return "name" in parsed ? parsed.name : undefined;
}

/** The lock with what was read in it, and what that changed, sorted by name. */
export function pullInto(
  lock: Lock,
  read: SchemaRead,
  options: {
    readonly isGone: (name: TableName) => boolean;
    readonly prune: boolean;
    readonly environment: Environment;
  },
): { readonly lock: Lock; readonly pulled: readonly PulledTable[] } {
  const key = (name: TableName): string => formatTableName(name).toLowerCase();
  const before = new Map(lock.tables.map((table) => [key(table.schema.name), table]));
  const after = new Map(before);
  const pulled: PulledTable[] = [];
  for (const table of read.tables) {
    const previous = before.get(key(table.name));
    const next = lockTable(previous, withId(table, previous, options.environment));
    after.set(key(table.name), next);
    pulled.push({ table: tableLabel(table.name), ...changeOf(previous, next) });
  }
  // A table with an error is as it was: nobody knows whether it is gone.
  const isWhole = !hasError(read.problems);
  const isRead = new Set(read.tables.map(({ name }) => key(name)));
  for (const [id, { schema }] of before) {
    if (!isWhole || isRead.has(id) || !options.isGone(schema.name)) continue;
    if (options.prune) after.delete(id);
    pulled.push({ table: tableLabel(schema.name), change: options.prune ? "removed" : "gone" });
  }
  pulled.sort((a, b) => (a.table < b.table ? -1 : 1));
  return { lock: { tables: [...after.values()] }, pulled };
}

/** An id read elsewhere does not count: the lock's own stays. */
function withId(
  table: TableSchema,
  previous: LockedTable | undefined,
  environment: Environment,
): TableSchema {
  const id = previous?.schema.facts?.id;
  if (!isElsewhere(environment) || table.facts === undefined || id === undefined) return table;
  return { ...table, facts: { ...table.facts, id } };
}

function changeOf(previous: LockedTable | undefined, next: LockedTable): Omit<PulledTable, "table"> {
  if (previous === undefined) {
    const { length } = next.schema.columns;
    return { change: "new", what: `${length} column${length === 1 ? "" : "s"}` };
  }
  if (isSameTable(previous, next)) return { change: "unchanged" };
  return { change: "changed", what: describeLockChange(previous, next) };
}
