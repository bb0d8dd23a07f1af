import {
  formatProblem,
  formatTableName,
  hasError,
  parseTableName,
  type SchemaRead,
  type TableSchema,
  writableTables,
} from "@zerobus-gen/schema";
import { environmentOf, findProject, nameIn, settingsOf } from "../config/project.js";
import { type ReadingOptions, readLock } from "../project/project-tables.js";
import { catalogSettings } from "../source/catalog-settings.js";
import { readSources } from "../source/read-sources.js";
import { SourceError } from "../source/source-error.js";

/** Where a table that was named on the command line is looked for. */
export interface IngestedTableOptions {
  readonly folder: string;
  readonly config: string | undefined;
  readonly env: string | undefined;
  readonly reading: ReadingOptions;
}

/**
 * The table that rows go to, as a producer writes it: from the lock, by its full name or its last part; else from the
 * catalog.
 *
 * @throws SourceError where there is none, or it cannot be written to
 */
export async function ingestedTable(name: string, options: IngestedTableOptions): Promise<TableSchema> {
  const { folder, config, env, reading } = options;
  const project = await findProject(folder, config);
  if (project === undefined && env !== undefined) {
    throw new SourceError(
      "--env is for projects, and there is no config here",
      "write one: zerobus-gen init",
    );
  }
  const locked = project === undefined ? [] : readLock(project).tables.map(({ schema }) => schema);
  const environment = project === undefined ? {} : environmentOf(project, env);
  const found = locked.filter((table) => isNamed(table, name));
  if (found.length > 1) {
    const names = found.map((table) => formatTableName(table.name)).join(", ");
    throw new SourceError(`${name} may be one of several tables`, `write its full name: ${names}`);
  }
  const read = found.length === 1 ? { tables: found, problems: [] } : await readLive(name, locked, reading);
  const written = writableTables(read, (table) =>
    project === undefined ? {} : settingsOf(project, table.name),
  );
  const [table] = written.tables;
  if (table === undefined || hasError(written.problems)) {
    const errors = written.problems.filter(({ severity }) => severity === "error");
    throw new SourceError([`no row can be written to ${name}`, ...errors.map(formatProblem)].join("\n  "));
  }
  return { ...table, name: nameIn(environment, table.name) };
}

function isNamed({ name }: TableSchema, wanted: string): boolean {
  const full = formatTableName(name).toLowerCase();
  return full === wanted.toLowerCase() || full.endsWith(`.${wanted.toLowerCase()}`);
}

function readLive(
  name: string,
  locked: readonly TableSchema[],
  reading: ReadingOptions,
): Promise<SchemaRead> {
  const parsed = parseTableName(name);
  if ("problem" in parsed) {
    const known = locked.map((table) => formatTableName(table.name)).join(", ");
    throw new SourceError(
      `there is no table ${name} in the lock`,
      known === "" ? "write its full name: catalog.schema.table" : `it has ${known}`,
    );
  }
  const { flags = {}, variables = process.env, signal } = reading;
  return readSources([name], { catalog: () => catalogSettings(flags, variables), ...(signal && { signal }) });
}
