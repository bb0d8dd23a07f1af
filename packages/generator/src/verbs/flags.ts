import { type Command, InvalidArgumentError } from "commander";
import type { CatalogSource } from "../config/config.js";

/** The options of verbs that read the live catalog. */
export interface CatalogFlags {
  /** Name of an environment of the config. */
  readonly env?: string;
  readonly host?: string;
  readonly profile?: string;
  readonly tokenCommand?: string;
}

/** Gives a verb the options that say which catalog, and as whom. */
export function catalogFlags(command: Command): Command {
  return command
    .option("--env <name>", "environment of the config to read from")
    .option("--host <address>", "Unity Catalog to read from (default: DATABRICKS_HOST)")
    .option("--profile <name>", "profile of ~/.databrickscfg")
    .option("--token-command <command>", "program that prints a token for the catalog");
}

/** What the flags say of the catalog. */
export function catalogSourceOfFlags({ host, profile, tokenCommand }: CatalogFlags): CatalogSource {
  return {
    ...(host !== undefined && { host }),
    ...(profile !== undefined && { profile }),
    ...(tokenCommand !== undefined && { tokenCommand }),
  };
}

/** Reads a port. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return port;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a duration, in milliseconds: `250ms`, `5s`, `10m`, `1h`. */
export function parseDuration(text: string): number {
  const [, amount, unit = ""] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError("Write a duration such as 250ms, 5s, 10m or 1h.");
  return Number(amount) * (UNIT_MS[unit] ?? 1);
}

/** Reads `catalog.schema`. */
export function parseNamespace(text: string): { readonly catalog: string; readonly schema: string } {
  const [catalog, schema, ...rest] = text.split(".");
  if (!catalog || !schema || rest.length > 0) throw new InvalidArgumentError("Write it as catalog.schema.");
  return { catalog, schema };
}

/** Adds another value of an option that can be given several times. */
export function another(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
