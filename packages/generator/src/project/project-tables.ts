import {
  formatTableName,
  type Lock,
  type Problem,
  problemOf,
  type SchemaRead,
  type TableName,
  type TableSchema,
  tableLabel,
} from "@zerobus-gen/schema";
import type { CatalogSource, Environment } from "../config/config.js";
import { catalogSourceOf, fitsTable, isElsewhere, nameIn, type Project } from "../config/project.js";
import { catalogSettings } from "../source/catalog/catalog-settings.js";
import { type ReadOptions, readSources } from "../source/read-sources.js";
import { readLockFile } from "./lock-file.js";

/** What reading tables of a project needs beside the project. */
export interface ReadingOptions extends Pick<ReadOptions, "onProgress" | "signal" | "patience"> {
  /** What the command line says about the catalog. */
  readonly flags?: CatalogSource;
  /** Default: the environment of the process. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** The lock of a project; an empty one where there is none yet. @throws LockError where it cannot be read */
export function readLock(project: Pick<Project, "lock">): Lock {
  return readLockFile(project.lock).lock;
}

/**
 * The tables of a lock as the catalog has them now, wherever they were pulled from: read under their names in the
 * environment, and handed back, raw, under those of the lock. One that cannot be read is in the problems only.
 *
 * @param environment of `environmentOf`
 * @param names full names or patterns of tables of the lock; all of them by default
 * @throws LockError where the lock cannot be read
 */
export async function liveTables(
  project: Project,
  environment: Environment,
  names: readonly string[] | undefined,
  options: ReadingOptions = {},
): Promise<SchemaRead> {
  const wanted = readLock(project)
    .tables.map(({ schema }) => schema.name)
    .filter((name) => names === undefined || names.some((pattern) => fitsTable(pattern, name)));
  return readCatalogTables(project, environment, wanted, options);
}

/** The tables of the sources that are on this machine. */
export async function readLocal(project: Project, options: ReadingOptions): Promise<SchemaRead> {
  return readSources(project.localSources, readOptions(project, {}, options));
}

/** Tables or patterns of the catalog, under their names in the environment, and handed back under these. */
export async function readCatalogTables(
  project: Project,
  environment: Environment,
  names: readonly TableName[],
  options: ReadingOptions,
): Promise<SchemaRead> {
  const asked = names.map((name) => ({ name, live: nameIn(environment, name) }));
  if (asked.length === 0) return { tables: [], problems: [] };
  const merged = collisions(asked);
  if (merged.length > 0) return { tables: [], problems: merged };
  const sources = asked.map(({ live }) => formatTableName(live));
  const read = await readSources(sources, readOptions(project, environment, options));
  if (!isElsewhere(environment)) return read;
  const exact = new Map(asked.map(({ name, live }) => [formatTableName(live).toLowerCase(), name]));
  const patterns = asked.filter(({ live }) => formatTableName(live).includes("*"));
  const home = (live: TableName): TableName | undefined => {
    const name =
      exact.get(formatTableName(live).toLowerCase()) ??
      patterns.find((each) => fitsTable(formatTableName(each.live), live))?.name;
    return (
      name && { ...live, catalog: part(name.catalog, live.catalog), schema: part(name.schema, live.schema) }
    );
  };
  const labels = new Map(asked.map(({ name, live }) => [formatTableName(live), tableLabel(name)]));
  for (const { name } of read.tables) labels.set(tableLabel(name), tableLabel(home(name) ?? name));
  return {
    tables: read.tables.map((table) => elsewhere(table, home(table.name))),
    problems: read.problems.map((problem): Problem => {
      const table = labels.get(problem.table);
      return table === undefined || table === problem.table ? problem : { ...problem, table };
    }),
  };
}

/** Problems of tables that the environment makes one of: nobody could tell whose columns those are. */
export function collisions(
  asked: readonly { readonly name: TableName; readonly live: TableName }[],
): readonly Problem[] {
  const owners = new Map<string, TableName>();
  return asked.flatMap(({ name, live }) => {
    const key = formatTableName(live).toLowerCase();
    const owner = owners.get(key) ?? name;
    owners.set(key, owner);
    if (owner === name) return [];
    return problemOf(tableLabel(name), {
      code: "DUPLICATE_TABLE",
      message: `in this environment it would be ${tableLabel(live)}, and so would ${tableLabel(owner)}`,
      hint: "tables of several catalogs or schemas cannot share an environment that replaces these",
    });
  });
}

/** The part of a name in the lock; where the source leaves it open, it is what it is. */
function part(wanted: string, live: string): string {
  return wanted.includes("*") ? live : wanted;
}

/** The same table in another place: its id says nothing about the one in the lock. */
function elsewhere(table: TableSchema, name: TableName | undefined): TableSchema {
  if (name === undefined) return table;
  if (table.facts === undefined) return { ...table, name };
  const { id: _, ...facts } = table.facts;
  return { ...table, name, facts };
}

function readOptions(project: Project, environment: Environment, options: ReadingOptions): ReadOptions {
  const { flags = {}, variables = process.env, onProgress, signal, patience } = options;
  return {
    catalog: () => catalogSettings(catalogSourceOf(project, environment, flags), variables),
    ...(project.namespace && { namespace: project.namespace }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(patience && { patience }),
  };
}
