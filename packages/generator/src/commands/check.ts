import {
  compareReads,
  type DriftPolicy,
  driftReport,
  formatTableName,
  type Lock,
  type SchemaRead,
} from "@zerobus-gen/schema";
import { environmentOf, fitsTable, type Project, settingsOf } from "../config/project.js";
import { readLockFile } from "../project/lock-file.js";
import { type ReadingOptions, readCatalogTables } from "../project/project-tables.js";
import { SourceError } from "../source/source-error.js";
import type { Terminal } from "../terminal.js";
import { printReport, type ReportOutput, shownPath, today } from "./drift-output.js";
import type { ExitCode } from "./exit-code.js";
import { progressBar } from "./progress-bar.js";

/** How `check` was called. */
export interface CheckOptions {
  /** Full names or patterns of tables of the lock; none for all. */
  readonly names: readonly string[];
  /** Name of an environment of the config. */
  readonly env: string | undefined;
  /** The least class that fails; the config's by default. */
  readonly failOn: DriftPolicy["failOn"];
  readonly outputs: readonly ReportOutput[];
  /** The folder that paths are shown from. */
  readonly folder: string;
  readonly reading: ReadingOptions;
}

/** Compares the tables of the lock with what they are now. What cannot be compared is never clean. */
export async function check(project: Project, options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const { names, env, failOn, outputs, folder, reading } = options;
  const environment = environmentOf(project, env);
  const { lock, text = "" } = readLockFile(project.lock);
  const path = shownPath(folder, project.lock);
  const locked = lockedTables(lock, names, path);
  const bar = await progressBar(terminal, "check");
  const wanted = locked.tables.map(({ name }) => name);
  let live: SchemaRead;
  try {
    live = await readCatalogTables(project, environment, wanted, { ...reading, onProgress: bar.step });
  } finally {
    bar.stop();
  }
  const comparison = compareReads(locked, live, {
    settingsOf: ({ name }) => settingsOf(project, name),
    pairing: "names",
    missing: "failure",
  });
  const policy = { ...project.config.check, ...(failOn !== undefined && { failOn }) };
  const after = env === undefined ? "the live tables" : `the live tables of ${env}`;
  const report = driftReport(comparison, { policy, today: today(), before: path, after });
  return printReport(report, outputs, { path, text }, terminal);
}

function lockedTables(lock: Lock, names: readonly string[], path: string): SchemaRead {
  const all = lock.tables.map(({ schema }) => schema);
  if (all.length === 0) {
    throw new SourceError(`there is no table in the lock ${path}`, "read the tables first: zerobus-gen pull");
  }
  const unknown = names.filter((pattern) => !all.some(({ name }) => fitsTable(pattern, name)));
  if (unknown.length > 0) {
    const known = all.slice(0, 10).map(({ name }) => formatTableName(name));
    throw new SourceError(
      `the lock has no ${unknown.join(", ")}`,
      `it has ${known.join(", ")}${all.length > 10 ? ", …" : ""}`,
    );
  }
  const isWanted =
    names.length === 0
      ? () => true
      : (table: (typeof all)[number]) => names.some((pattern) => fitsTable(pattern, table.name));
  return { tables: all.filter(isWanted), problems: [] };
}
