import type { DriftPolicy, TableSettings } from "@zerobus-gen/schema";

/** Where named tables are read from, and as whom. Each absent: the environment says it, as `DATABRICKS_HOST` does. */
export interface CatalogSource {
  /** Address of the workspace, or of another Unity Catalog server. */
  readonly host?: string;
  /** A profile of `~/.databrickscfg`. */
  readonly profile?: string;
  /** A program that prints a token: `databricks auth token --profile dev`, as one text or taken apart. */
  readonly tokenCommand?: string | readonly string[];
}

/** One of the places that the same tables live in. What it leaves out is as it is without an environment. */
export interface Environment extends CatalogSource {
  /** Catalog that stands in for that of every table. */
  readonly catalog?: string;
  /** Schema that stands in for that of every table. */
  readonly schema?: string;
}

/** What a project generates, and from where: the default export of `zerobus.config.ts`. */
export interface Config extends CatalogSource, Pick<TableSettings, "naming" | "bigint" | "unsupported"> {
  /**
   * What schemas are read from: a folder of `.proto` and `.json` files or one of them, a Delta table's folder, a full
   * table name, or a pattern such as `main.sales.*`. Paths are relative to the config.
   */
  readonly source: string | readonly string[];
  /** Folder for the generated files. Default `src/tables`. */
  readonly out?: string;
  /** Path of the lock. Default `zerobus.lock.json`. */
  readonly lock?: string;
  /** `catalog.schema` of `.proto` messages and Delta folders that do not say theirs. */
  readonly namespace?: string;
  /** By the name that `--env` takes. */
  readonly environments?: Readonly<Record<string, Environment>>;
  /** Settings of single tables, by full name or pattern; of several that fit, the later counts more. */
  readonly tables?: Readonly<Record<string, TableSettings>>;
  /** What `check` and `diff` make of drift. */
  readonly check?: DriftPolicy;
}

/**
 * Types a config. It is checked as a whole when a command loads it.
 *
 * @example
 * ```ts
 * // zerobus.config.ts
 * import { defineConfig } from "zerobus-gen";
 *
 * export default defineConfig({
 *   source: "main.shop.*",
 *   out: "src/tables",
 *   environments: { prod: { catalog: "prod" } },
 *   tables: { "main.shop.orders": { naming: "camel" } },
 * });
 * ```
 */
export function defineConfig(config: Config): Config {
  return config;
}
