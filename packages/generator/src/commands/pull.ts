import { relative } from "node:path";
import { hasError, type Lock, type Problem, type TableName, writableTables } from "@zerobus-gen/schema";
import pc from "picocolors";
import { environmentOf, fitsTable, type Project, settingsOf } from "../config/project.js";
import { readLockFile, updateLockFile } from "../project/lock-file.js";
import type { ReadingOptions } from "../project/project-tables.js";
import { type PulledTable, pullInto, readProject } from "../project/pull-tables.js";
import type { Terminal } from "../terminal.js";
import { count } from "./count.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { printProblems } from "./print-problems.js";
import { progressBar } from "./progress-bar.js";

/** How `pull` was called. */
export interface PullOptions {
  /** Full names or patterns; all sources where there are none. */
  readonly names: readonly string[];
  /** Name of an environment of the config. */
  readonly env: string | undefined;
  readonly dryRun: boolean;
  /** Remove tables that no source has any more. */
  readonly prune: boolean;
  readonly json: boolean;
  /** The folder that paths are shown from. */
  readonly folder: string;
  readonly reading: ReadingOptions;
}

/**
 * Reads the tables of the sources into the lock. A table that could not be read leaves its entry as it was.
 * @returns 1 where one could not be read; the others are in the lock all the same
 */
export async function pull(project: Project, options: PullOptions, terminal: Terminal): Promise<ExitCode> {
  const environment = environmentOf(project, options.env);
  // A lock that cannot be read is told before anything is asked for.
  const known = readLockFile(project.lock);
  const bar = await progressBar(terminal, "reading");
  const read = await readProject(project, environment, options.names, {
    ...options.reading,
    onProgress: bar.step,
  }).finally(bar.stop);

  let pulled: readonly PulledTable[] = [];
  const isGone = (name: TableName): boolean =>
    options.names.length === 0 || options.names.some((pattern) => fitsTable(pattern, name));
  const change = (lock: Lock): Lock => {
    const next = pullInto(lock, read, { isGone, prune: options.prune, environment });
    pulled = next.pulled;
    return next.lock;
  };
  if (options.dryRun) change(readLockFile(project.lock, known).lock);
  else updateLockFile(project.lock, change, known);

  const unwritable = writableTables({ tables: read.tables, problems: [] }, ({ name }) =>
    settingsOf(project, name),
  );
  const code = hasError(read.problems) ? EXIT.failed : EXIT.clean;
  if (options.json) {
    const { dryRun } = options;
    const result = { clean: code === EXIT.clean, dryRun, tables: pulled, problems: read.problems };
    terminal.out(JSON.stringify({ ...result, unwritable: unwritable.problems }));
  } else
    report(project, { pulled, problems: read.problems, unwritable: unwritable.problems }, options, terminal);
  return code;
}

interface Pulled {
  readonly pulled: readonly PulledTable[];
  readonly problems: readonly Problem[];
  readonly unwritable: readonly Problem[];
}

/** More tables than this, and the unchanged ones are only counted. */
const FEW = 20;

function report(
  project: Project,
  { pulled, problems, unwritable }: Pulled,
  options: PullOptions,
  terminal: Terminal,
): void {
  const { out, err, colours } = terminal;
  const { bold, dim, green, red, yellow } = pc.createColors(colours);
  const marks = {
    new: green("+"),
    changed: yellow("~"),
    unchanged: dim("="),
    gone: red("?"),
    removed: red("-"),
  };
  for (const { table, change, what } of pulled) {
    if (change === "unchanged" && pulled.length > FEW) continue;
    const words = change === "gone" ? "in no source any more; --prune removes it" : (what ?? change);
    out(`${marks[change]} ${table}  ${dim(change === "new" ? `new, ${words}` : words)}`);
  }
  printProblems([...problems, ...unwritable], terminal);
  const path = relative(options.folder, project.lock) || project.lock;
  const changes = pulled.filter(({ change }) => change !== "unchanged" && change !== "gone").length;
  const verb = options.dryRun ? "would change" : "changed";
  out(
    `${bold(count(pulled.length, "table"))} in ${path}, ${changes === 0 ? "nothing changed" : `${changes} ${verb}`}`,
  );
  const refused = new Set(problems.filter(({ severity }) => severity === "error").map(({ table }) => table))
    .size;
  if (refused > 0)
    err(red(`${refused} could not be read, and ${refused === 1 ? "is" : "are"} in the lock as before`));
  const later = new Set(unwritable.filter(({ severity }) => severity === "error").map(({ table }) => table))
    .size;
  if (later > 0) err(yellow(`${count(later, "table")} cannot be generated as the settings are now`));
}
