import {
  formatProblem,
  formatTableName,
  hasError,
  parseTableName,
  type SchemaRead,
  type TableSchema,
  writableTables,
} from "@zerobus-gen/schema";
import type { CatalogSource } from "../config/config.js";
import { catalogSourceOf, environmentOf, findProject, nameIn, settingsOf } from "../config/project.js";
import { type ReadingOptions, readLock } from "../project/project-tables.js";
import { catalogSettings } from "../source/catalog/catalog-settings.js";
import { workspaceOrigin } from "../source/catalog/workspace-origin.js";
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
  const environment = environmentOf(project, env);
  const locked = project === undefined ? [] : readLock(project).tables.map(({ schema }) => schema);
  const found = locked.filter((table) => isNamed(table, name));
  if (found.length > 1) {
    const names = found.map((table) => formatTableName(table.name)).join(", ");
    throw new SourceError(`${name} may be one of several tables`, `write its full name: ${names}`);
  }
  const source = catalogSourceOf(project, environment, reading.flags ?? {});
  if (env !== undefined && (environment.host ?? environment.profile) !== undefined) {
    refuseElsewhere(
      env,
      source.host ?? catalogSettings(source, reading.variables ?? process.env).host,
      reading,
    );
  }
  const read =
    found.length === 1 ? { tables: found, problems: [] } : await readLive(name, locked, source, reading);
  const written = writableTables(read, (table) =>
    project === undefined ? {} : settingsOf(project, table.name),
  );
  const [table] = written.tables;
  if (table === undefined || hasError(written.problems)) {
    const errors = written.problems.filter(({ severity }) => severity === "error");
    throw new SourceError([`no row can be written to ${name}`, ...errors.map(formatProblem)].join("\n  "));
  }
  // What is not in the lock was read under the name that was written: it is where it is.
  return found.length === 1 ? { ...table, name: nameIn(environment, table.name) } : table;
}

/** Rows go where the variables say. Those for one workspace must not fill the table of that name in another. */
function refuseElsewhere(env: string, host: string, { variables = process.env }: ReadingOptions): void {
  const { ZEROBUS_EMULATOR_HOST: emulator, DATABRICKS_HOST: workspace } = variables;
  const address = emulator && !emulator.includes("://") ? `http://${emulator}` : emulator;
  const target = address || workspace;
  const [wanted, given] = [workspaceOrigin(host), target && workspaceOrigin(target)];
  if (wanted === given) return;
  throw new SourceError(
    `the environment ${env} is ${wanted}, and rows go to ${given || "no workspace"}`,
    emulator
      ? "unset ZEROBUS_EMULATOR_HOST"
      : `set DATABRICKS_HOST, ZEROBUS_ENDPOINT and the credentials to those of ${env}`,
  );
}

function isNamed({ name }: TableSchema, wanted: string): boolean {
  const full = formatTableName(name).toLowerCase();
  return full === wanted.toLowerCase() || full.endsWith(`.${wanted.toLowerCase()}`);
}

function readLive(
  name: string,
  locked: readonly TableSchema[],
  source: CatalogSource,
  { variables = process.env, signal }: ReadingOptions,
): Promise<SchemaRead> {
  const parsed = parseTableName(name);
  if ("problem" in parsed) {
    const known = locked.map((table) => formatTableName(table.name)).join(", ");
    throw new SourceError(
      `there is no table ${name} in the lock`,
      known === "" ? "write its full name: catalog.schema.table" : `it has ${known}`,
    );
  }
  return readSources([name], {
    catalog: () => catalogSettings(source, variables),
    ...(signal && { signal }),
  });
}
