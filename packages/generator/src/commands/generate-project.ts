import { relative } from "node:path";
import {
  formatLock,
  formatTableName,
  hasError,
  type Lock,
  type Problem,
  type SchemaRead,
  tableLabel,
} from "@zerobus-gen/schema";
import { environmentOf, fitsTable, nameIn, type Project, settingsOf } from "../config/project.js";
import { readLockFile, updateLockFile } from "../project/lock-file.js";
import { collisions, readLocal } from "../project/project-tables.js";
import { pullInto } from "../project/pull-tables.js";
import type { Terminal } from "../terminal.js";
import { count } from "./count.js";
import type { ExitCode } from "./exit-code.js";
import { type GenerateOptions, generate } from "./generate.js";

/** How `generate` was called without sources. */
export interface GenerateProjectOptions extends Omit<GenerateOptions, "out" | "settingsOf" | "lock"> {
  /** Default: the folder of the config. */
  readonly out?: string;
  /** Name of the environment whose tables the code is for. Default: the names of the lock. */
  readonly env?: string;
}

/**
 * Writes the files of all tables in the lock, after its tables of local files were read anew. The catalog is not asked
 * for anything: what it said is in the lock.
 */
export async function generateProject(
  project: Project,
  options: GenerateProjectOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const environment = environmentOf(project, options.env);
  const { lock, text } = readLockFile(project.lock);
  const local =
    project.localSources.length > 0 ? await readLocal(project, { signal }) : { tables: [], problems: [] };
  const isLocked = (next: Lock): Lock =>
    pullInto(next, local, { isGone: () => false, prune: false, environment: {} }).lock;
  const next = isLocked(lock);
  // Only what was read anew can change it.
  const after = local.tables.length > 0 ? formatLock(next) : text;
  const isStale = after !== text;
  const moved = next.tables.map(({ schema: { name } }) => ({ name, live: nameIn(environment, name) }));
  const origins = new Map(moved.map(({ name, live }) => [formatTableName(live), name]));
  const read: SchemaRead = {
    tables: next.tables.map(({ schema }) => ({ ...schema, name: nameIn(environment, schema.name) })),
    problems: [...local.problems, ...missing(project, next, local), ...collisions(moved)],
  };
  if (!options.json) tellGone(project, next, local, terminal);
  return generate(
    read,
    {
      ...options,
      out: options.out ?? project.out,
      settingsOf: (name) => settingsOf(project, origins.get(formatTableName(name)) ?? name),
      ...(isStale && {
        lock: {
          change: { path: relative(options.folder, project.lock), before: text, after },
          write: () => void updateLockFile(project.lock, isLocked),
        },
      }),
    },
    terminal,
  );
}

/** The names among the catalog's sources that were never pulled, and a lock without any table. */
function missing(project: Project, lock: Lock, local: SchemaRead): readonly Problem[] {
  const unpulled = project.catalogSources.filter(
    (source) => !lock.tables.some(({ schema }) => fitsTable(source, schema.name)),
  );
  if (hasError(local.problems)) return [];
  return unpulled.map((table) => ({
    severity: "error",
    code: "NO_TABLE",
    table,
    message: "no table of this source is in the lock",
    hint: "read it from the catalog: zerobus-gen pull",
  }));
}

/** Tables that are generated only because the lock still has them. */
function tellGone(project: Project, lock: Lock, local: SchemaRead, { err }: Terminal): void {
  if (hasError(local.problems)) return;
  const found = new Set(local.tables.map(({ name }) => formatTableName(name).toLowerCase()));
  const gone = lock.tables
    .map(({ schema }) => schema.name)
    .filter((name) => !found.has(formatTableName(name).toLowerCase()))
    .filter((name) => !project.catalogSources.some((source) => fitsTable(source, name)));
  const [first] = gone;
  if (first === undefined) return;
  const others = gone.length === 1 ? "is" : `and ${count(gone.length - 1, "other")} are`;
  err(
    `${tableLabel(first)} ${others} in the lock and in no source; zerobus-gen pull --prune removes what is gone`,
  );
}
