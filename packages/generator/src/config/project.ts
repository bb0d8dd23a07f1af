import { existsSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { formatTableName, parseTableName, type TableName, type TableSettings } from "@zerobus-gen/schema";
import { fits } from "../source/catalog/table-pattern.js";
import { isConfig, isTablePattern } from "./check-config.js";
import type { CatalogSource, Config, Environment } from "./config.js";
import { ConfigError } from "./config-error.js";
import { CONFIG_NAMES, findConfig } from "./find-config.js";
import { importConfig } from "./import-config.js";
import { didYouMean } from "./shape.js";

/** A config that was loaded, with its paths resolved. */
export interface Project {
  /** Path of the config. */
  readonly file: string;
  readonly config: Config;
  /** Folder for the generated files, absolute. */
  readonly out: string;
  /** Path of the lock, absolute. */
  readonly lock: string;
  /** Sources on this machine, absolute. */
  readonly localSources: readonly string[];
  /** Full names and patterns of tables in the catalog. */
  readonly catalogSources: readonly string[];
  readonly namespace: Pick<TableName, "catalog" | "schema"> | undefined;
}

/**
 * Loads the config of a project.
 *
 * @param folder where the command was called: its config, or the nearest one above it up to the top of the repository
 * @param file path of the config itself, where somebody named it
 * @throws ConfigError with everything that is wrong with it, or where there is none
 */
export async function loadProject(folder: string, file?: string): Promise<Project> {
  const path = file === undefined ? findConfig(folder) : resolve(folder, file);
  if (path === undefined) {
    throw new ConfigError(
      `no ${CONFIG_NAMES[0]} in ${folder} or above it`,
      "write one with zerobus-gen init, or name one with --config",
    );
  }
  if (!existsSync(path))
    throw new ConfigError(`the config ${path} does not exist`, "write one with zerobus-gen init");
  const config: unknown = await importConfig(path);
  const problems: string[] = [];
  const isRight = isConfig(config, (key, message) =>
    problems.push(key === "" ? message : `${key} ${message}`),
  );
  if (!isRight) {
    const list = problems.map((problem) => `\n  - ${problem}`).join("");
    throw new ConfigError(
      `${path} is not a config:${list}`,
      "export default defineConfig({ … }) says what there is",
    );
  }
  return projectOf(path, config);
}

/** The project of a folder, where it has a config. @throws ConfigError as {@link loadProject} does */
export async function findProject(folder: string, file?: string): Promise<Project | undefined> {
  return file === undefined && findConfig(folder) === undefined ? undefined : loadProject(folder, file);
}

function projectOf(file: string, config: Config): Project {
  const root = dirname(file);
  const sources = typeof config.source === "string" ? [config.source] : config.source;
  const isLocal = (source: string): boolean =>
    isAbsolute(source) ||
    existsSync(resolve(root, source)) ||
    !isTablePattern(source) ||
    /\.(?:json|proto)$/.test(source);
  const [catalog, schema] = config.namespace?.split(".") ?? [];
  return {
    file,
    config,
    out: resolve(root, config.out ?? "src/tables"),
    lock: resolve(root, config.lock ?? "zerobus.lock.json"),
    localSources: sources.filter(isLocal).map((source) => resolve(root, source)),
    catalogSources: sources.filter((source) => !isLocal(source)),
    namespace: catalog && schema ? { catalog, schema } : undefined,
  };
}

/** The settings of a table: the config's own, and over them those of each entry of `tables` that fits, in order. */
export function settingsOf({ config }: Project, name: TableName): TableSettings {
  const { naming, bigint, unsupported, tables = {} } = config;
  let settings: TableSettings = {
    ...(naming && { naming }),
    ...(bigint && { bigint }),
    ...(unsupported && { unsupported }),
  };
  for (const [pattern, own] of Object.entries(tables)) {
    if (fitsTable(pattern, name)) settings = { ...settings, ...own };
  }
  return settings;
}

/** Whether a full name, or a pattern with `*`, means the table. Case does not count. */
export function fitsTable(pattern: string, name: TableName): boolean {
  // Full names are many, and most of them are of other tables.
  if (!pattern.includes("*")) return pattern.toLowerCase() === formatTableName(name).toLowerCase();
  const parsed = parseTableName(pattern);
  return (
    "name" in parsed &&
    fits(parsed.name.catalog, name.catalog) &&
    fits(parsed.name.schema, name.schema) &&
    fits(parsed.name.table, name.table)
  );
}

/**
 * The environment with that name; without a name, the place that the lock is of.
 * @throws ConfigError naming those that there are, or where there is no config
 */
export function environmentOf(project: Project | undefined, name: string | undefined): Environment {
  if (name === undefined) return {};
  if (project === undefined) {
    throw new ConfigError(
      `there is no config, and so no environment ${JSON.stringify(name)}`,
      "write one with zerobus-gen init, or name one with --config",
    );
  }
  const { config, file } = project;
  const environments = new Map(Object.entries(config.environments ?? {}));
  const environment = environments.get(name);
  if (environment !== undefined) return environment;
  const names = [...environments.keys()];
  throw new ConfigError(
    `there is no environment ${JSON.stringify(name)} in ${file}${didYouMean(name, names)}`,
    names.length === 0 ? "add it: environments: { prod: { catalog: … } }" : `there are ${names.join(", ")}`,
  );
}

/** How the catalog is reached: what the command line says, else the environment, else the config. */
export function catalogSourceOf(
  project: Project | undefined,
  environment: Environment,
  flags: CatalogSource,
): CatalogSource {
  const levels = [flags, environment, project?.config ?? {}];
  // A profile or a token is for a host: what says less must not be mixed with what says more.
  const level = levels.find(({ host, profile }) => host !== undefined || profile !== undefined) ?? {};
  const tokenCommand = levels.find((each) => each.tokenCommand !== undefined)?.tokenCommand;
  return {
    ...(level.host !== undefined && { host: level.host }),
    ...(level.profile !== undefined && { profile: level.profile }),
    ...(tokenCommand !== undefined && { tokenCommand }),
  };
}

/** The name that a table of the lock has in the environment. */
export function nameIn({ catalog, schema }: Environment, name: TableName): TableName {
  return { catalog: catalog ?? name.catalog, schema: schema ?? name.schema, table: name.table };
}

/** Whether the environment is another place than the one that the lock is of. */
export function isElsewhere({ catalog, schema, host, profile }: Environment): boolean {
  return [catalog, schema, host, profile].some((setting) => setting !== undefined);
}
